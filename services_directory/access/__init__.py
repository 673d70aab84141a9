"""PUBLIC: a question to the directory, and its answer in codes."""

from services_directory.access.directory import Directory
from services_directory.access.fears import Fear, answers
from services_directory.access.question import Answer, Person, Question
from services_directory.access.refine import SPEAKS
from services_directory.eligibility.facts import Facts
from services_directory.search.hours import Span

__all__ = ["SPEAKS", "Answer", "Directory", "Facts", "Fear", "Person", "Question", "Span", "answers"]
