"""Review marks in words, for the evidence of a sampling and for pages."""

from collections.abc import Collection

from monitor.analysis.formats import counted
from monitor.analysis.import_receipt import instant
from monitor.domain.reviews import Review, ReviewMark, ReviewState, Unreviewed


def review_sentence(found: Collection[Review]) -> str:
    """Returns how the results of one sampling stand, in a sentence: the worst of them tells."""
    states = {review.state for review in found}
    marks = [review.mark for review in found if review.mark]
    if ReviewState.NEW in states or not marks:
        return "New: nobody has reviewed this result."
    last = max(marks, key=_when)
    if ReviewState.CHANGED in states:
        return f"Changed since it was reviewed {_by(last)}."
    return f"Reviewed {_by(last)}."


def waiting_sentence(found: Unreviewed) -> str:
    """Returns how many results wait for a look."""
    if not found.results:
        return "Every result is reviewed."
    is_are = "is" if found.results == 1 else "are"
    results = counted(found.results, "result")
    return f"{results} of {counted(found.patients, 'patient')} {is_are} new or changed."


def patient_waits_sentence(results: int) -> str:
    """Returns the same of one patient who is known."""
    return f"{counted(results, 'result')} {'is' if results == 1 else 'are'} new or changed."


def _when(mark: ReviewMark) -> str:
    return mark.made_at


def _by(mark: ReviewMark) -> str:
    scope = "" if mark.assay_id else " with the whole patient" if mark.person_id else " with all"
    return f"{instant(mark.made_at)} by {mark.made_by}{scope}"
