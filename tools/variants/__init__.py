"""One report in every form in which offices send reports (một báo cáo ở mọi dạng tệp), with the text that was written."""
