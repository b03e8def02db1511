"""What the readers of containers hand on: members within limits, each refusal with its reason, nothing left out in silence."""

from dataclasses import dataclass

from core.document import Envelope, Member
from core.problem import Code, Problem, Severity, Stage, problem
from extractors.containers.names import is_system_file, shown
from extractors.piece import Content


@dataclass(frozen=True, slots=True)
class Room:
    """How much more may come out of the containers of one file of the inbox."""

    members: int
    size: int  # bytes, of all members together


NOTHING = Content(())


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What one container holds: members in its order, what of it is lost, and a mail's own text and envelope."""

    members: tuple[Member, ...] = ()
    problems: tuple[Problem, ...] = ()
    body: Content = NOTHING
    envelope: Envelope | None = None


class Basket:
    """Collects a container's members while there is room; a class, since what is left changes with each of them."""

    def __init__(self, room: Room) -> None:
        self._room = room.members
        self.left = room.size  # bytes
        self.members: list[Member] = []
        self._problems: list[Problem] = []
        self._left_out = 0
        self._uncounted = False

    @property
    def full(self) -> bool:
        """Tell whether no further member may come."""
        return len(self.members) >= self._room

    def put(self, name: str, content: bytes) -> None:
        """Add a member; one that is too large is refused, one too many counted."""
        if is_system_file(name):
            return
        if len(content) > self.left and not self.full:
            self.refuse(name, Code.TOO_LARGE)
        elif self.full:
            self.leave()
        else:
            self.left -= len(content)
            self.members.append(Member(self._name(name), content))

    def refuse(self, name: str, code: Code, detail: str = "") -> None:
        """Add a member that cannot be taken out, with the reason."""
        if is_system_file(name):
            return
        if self.full:
            self.leave()
        else:
            reason = problem(Stage.READ, code, detail, severity=Severity.ERROR)
            self.members.append(Member(self._name(name), b"", problem=reason))

    def leave(self) -> None:
        """Count a member for which there is no room."""
        self._left_out += 1

    def stop(self, code: Code, detail: str = "") -> None:
        """Say why the container was not read to its end."""
        self._problems.append(problem(Stage.READ, code, detail, severity=Severity.ERROR))
        self._uncounted = True

    def unpacked(self) -> Unpacked:
        """Return what was collected, with what the container itself has to say of it."""
        problems = list(self._problems)
        if self._left_out:
            problems = [one for one in problems if one.code is not Code.TOO_MANY_MEMBERS]
            least = "ít nhất " if self._uncounted else ""
            problems.append(
                problem(
                    Stage.READ,
                    Code.TOO_MANY_MEMBERS,
                    f"Còn {least}{self._left_out} tệp bên trong chưa đọc.",
                    severity=Severity.ERROR,
                )
            )
        reasons = {member.problem.code: member.problem for member in self.members if member.problem}
        if len(reasons) == 1 and all(member.problem for member in self.members):
            problems += reasons.values()  # what holds for every member holds for the container
        return Unpacked(tuple(self.members), tuple(problems))

    def _name(self, name: str) -> str:
        return shown(name) or f"tep-{len(self.members) + 1}"


def empty_container() -> Problem:
    """Return the problem of a container without any file."""
    return Problem(Stage.READ, Code.EMPTY, "Gói không chứa tệp nào. Đề nghị đơn vị gửi lại.", severity=Severity.ERROR)
