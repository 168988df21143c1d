"""Which columns of its line an assay was read from, where the line holds several side by side.

The store keeps the line of an assay, and of its file the bytes and the answers: the group of
columns is found again by what tells the groups apart.
"""

from collections.abc import Mapping

from monitor.domain.records import Assay
from monitor.ingest.kinds import UnknownHeaderError
from monitor.ingest.text_table import read_table
from monitor.ingest.wide_layout import QUESTION, wide_layout
from monitor.ingest.wide_marks import value_of
from monitor.store.engine import Store
from monitor.store.history import read_answers, read_source_file

NONE: Mapping[str, str] = {}


def source_columns(store: Store, assay: Assay) -> Mapping[str, str]:
    """Returns the file's names of the columns that an assay was read from, by what they are; none
    where its line holds no other assay.
    """
    if assay.origin is None:
        return NONE
    answers = read_answers(store, assay.origin.import_id)
    if QUESTION not in answers:
        return NONE
    table = read_table(read_source_file(store, assay.origin.import_id).content, answers)
    try:
        wide = wide_layout(table.header, table.units, answers)
    except UnknownHeaderError:
        return NONE
    if wide is None:
        return NONE
    says = wide.layout.says
    said = getattr(assay, says)
    found = (g for g in wide.layout.groups if str(value_of(says, g.mark)) == str(said))
    return next((group.names for group in found), NONE)
