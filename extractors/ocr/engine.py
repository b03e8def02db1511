"""The program that holds tesseract's library: `engine.py FOLDER-OF-MODELS` reads pictures from its standard input and writes words.

It is started once and asked many times, since loading the model costs as much as two lines of text; and it sees pictures
as bare dots, so that no decoder of files stands open to a hostile one. It imports nothing of soát. A request is `REQUEST`
and a grey picture's dots, the answer the length of tesseract's TSV table (four bytes) and the table.
"""

import resource
import struct
import sys
import time

REQUEST = struct.Struct("!5I")  # segmentation mode, dots per inch, width, height, seconds of the processor at most
_LENGTH = struct.Struct("!I")


def main(models: str) -> None:
    """Answer requests until there are no more."""
    from tesserocr import PyTessBaseAPI  # noqa: PLC0415 - not where only the form of a request is asked for

    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    with PyTessBaseAPI(path=models, lang="vie") as library:
        while len(head := asked.read(REQUEST.size)) == REQUEST.size:
            mode, dpi, width, height, seconds = REQUEST.unpack(head)
            _, hard = resource.getrlimit(resource.RLIMIT_CPU)
            resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1 + seconds, hard))
            library.SetPageSegMode(mode)
            library.SetImageBytes(asked.read(width * height), width, height, 1, width)
            library.SetSourceResolution(dpi)
            table = library.GetTSVText(0).encode() if library.Recognize() else b""
            library.Clear()
            answers.write(_LENGTH.pack(len(table)) + table)
            answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
