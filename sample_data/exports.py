"""Two labs' exports as labs really write them, for the profiles that come with the program.

    python sample_data/exports.py             # rewrites the two files beside the script
    python sample_data/exports.py --out DIR   # writes them elsewhere

No patient in them is real. The English one is a clean file of an immunocytochemistry lab, the
German one an Excel export: Windows-1252, semicolons, a heading above the header, decimal commas,
points between thousands, a row of sums at its end.
"""

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

SEED = 20_260
PATIENTS = 10
ENGLISH, GERMAN = "export_english_icc.csv", "export_german_excel.csv"


@dataclass(frozen=True, slots=True)
class Reading:
    """One invented reading of one sample: k tumor cells among N screened, and its control."""

    patient: int
    number: int
    collected_on: date
    visit: int
    screened: int
    cells: int
    probable: int
    stained: int
    volume: float


def readings(seed: int) -> Iterator[Reading]:
    """Yields three visits of ten patients."""
    draw = random.Random(seed)
    number = 100
    for patient in range(1, PATIENTS + 1):
        start = date(2022, 1, 10) + timedelta(days=37 * patient)
        rate = draw.choice((0.0, 0.0, 0.5, 1.5, 6.0))
        for visit, days in enumerate((0, 190, 550)):
            number += draw.randint(1, 9)
            screened = draw.choice((1_000_000, 2_000_000, 2_000_000, 1_850_000, 640_000))
            cells = round(rate * screened / 1e6 * draw.choice((0.5, 1, 1.5)) / (visit + 1))
            yield Reading(
                patient,
                number,
                start + timedelta(days=days + draw.randint(-6, 6)),
                visit,
                screened,
                cells,
                probable=int(draw.random() < 0.15),
                stained=int(draw.random() < 0.05),
                volume=draw.randint(30, 100) / 10,
            )


def english() -> str:
    """Returns the export of an English-speaking lab: ISO dates, commas, a decimal point."""
    header = (
        "patient_id,sample_id,collection_date,time_point,site,volume_ml,cells_screened,n_tc,"
        "n_probable,ctrl_cells_screened,ctrl_pos,antibody,result_text,comment"
    )
    rows = [
        f"SYN-E{r.patient:03},{r.collected_on:%y}/{r.number:04},{r.collected_on},"
        f"{('baseline', 'post-CT', '18M')[r.visit]},both,{r.volume:.1f},{r.screened},{r.cells},"
        f"{r.probable},500000,{r.stained},A45-B/B3,"
        f"{'positive' if r.cells else 'negative'},synthetic"
        for r in readings(SEED)
    ]
    return "\n".join((header, *rows)) + "\n"


def german() -> str:
    """Returns the export of a German lab, as its spreadsheet wrote it."""
    heading = (
        "Knochenmarklabor Musterstadt;;;;;;;;;;;;",
        "Auszug DTZ-Befunde (synthetische Daten, keine echten Patientinnen);;;;;;;;;;;;",
        "Stand: 01.09.2024;;;;;;;;;;;;",
        ";;;;;;;;;;;;",
    )
    header = (
        "Pat-Nr;E-Nr;Entnahmedatum;Zeitpunkt;Material;Ort;Vol (ml);MNZ ausgewertet;CK+ Zellen;"
        "Isotyp;CK+/10^6;Befund;Bemerkung"
    )
    found = list(readings(SEED + 1))
    rows = [
        f"SYN-D{r.patient:03};{r.collected_on:%y}/{r.number:04};{r.collected_on:%d.%m.%Y};"
        f"{('prä-OP', 'nach CTx', '18M FU')[r.visit]};KM;bds.;{_decimal(r.volume)};"
        f"{_thousands(r.screened)};{r.cells};{r.stained};{_decimal(r.cells / r.screened * 1e6)};"
        f"{'pos.' if r.cells else 'neg.'};{'wenig Material' if r.screened < 1e6 else ''}"
        for r in found
    ]
    screened, cells = sum(r.screened for r in found), sum(r.cells for r in found)
    total = f"Summe;;;;;;;{_thousands(screened)};{cells};;;;"
    return "\r\n".join((*heading, header, *rows, total)) + "\r\n"


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _decimal(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")


def main() -> None:
    """Writes both exports."""
    parser = argparse.ArgumentParser(description="Two labs' exports, invented.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, metavar="DIR")
    folder: Path = parser.parse_args().out
    (folder / ENGLISH).write_bytes(english().encode())
    (folder / GERMAN).write_bytes(german().encode("cp1252"))


if __name__ == "__main__":
    main()
