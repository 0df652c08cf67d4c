"""Every write of the record: ``publish`` for all modules, the sequencer for itself."""

from alameda.record.actions.checking import check_record
from alameda.record.actions.publish import publish, publish_many
from alameda.record.actions.sequence import RecordBrokenError, sequence_pending
from alameda.record.actions.writing import take_in, write_down, write_down_all

__all__ = [
    "RecordBrokenError",
    "check_record",
    "publish",
    "publish_many",
    "sequence_pending",
    "take_in",
    "write_down",
    "write_down_all",
]
