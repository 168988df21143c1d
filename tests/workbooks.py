"""Workbooks as tests need them, written out by hand: sound, damaged, and traps."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

Cell = str | int | float | bool | None
Rows = Sequence[Sequence[Cell]]

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def xlsx(sheets: Mapping[str, Rows]) -> bytes:
    """Returns a workbook; a text that starts with # and ends with ! or ? is an error cell."""
    return raw_xlsx({name: _sheet_xml(rows) for name, rows in sheets.items()})


def raw_xlsx(sheets: Mapping[str, str], strings: str = "") -> bytes:
    """Returns a workbook whose sheets hold this XML."""
    listed = "".join(
        f"<sheet name={quoteattr(name)} sheetId='{n}' r:id='rId{n}'/>"
        for n, name in enumerate(sheets, 1)
    )
    related = "".join(
        f"<Relationship Id='rId{n}' Type='{_REL}/worksheet' Target='worksheets/sheet{n}.xml'/>"
        for n in range(1, len(sheets) + 1)
    )
    rels = "<Default Extension='rels' ContentType='r'/>"
    types = f"<Types xmlns='{_PACKAGE}/content-types'>{rels}</Types>"
    document = f"<Relationship Id='r1' Type='{_REL}/officeDocument' Target='xl/workbook.xml'/>"
    parts = {
        "[Content_Types].xml": _HEAD + types,
        "_rels/.rels": _HEAD
        + f"<Relationships xmlns='{_PACKAGE}/relationships'>{document}</Relationships>",
        "xl/workbook.xml": f"{_HEAD}<workbook xmlns='{_MAIN}' xmlns:r='{_REL}'><sheets>{listed}"
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"{_HEAD}<Relationships xmlns='{_PACKAGE}/relationships'>"
        f"{related}</Relationships>",
    }
    if strings:
        parts["xl/sharedStrings.xml"] = f"{_HEAD}<sst xmlns='{_MAIN}'>{strings}</sst>"
    for n, xml in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f"{_HEAD}<worksheet xmlns='{_MAIN}'><sheetData>{xml}</sheetData></worksheet>"
        )
    return zipped(parts)


def _sheet_xml(rows: Rows) -> str:
    return "".join(
        f"<row r='{n}'>{''.join(_cell_xml(n, at, cell) for at, cell in enumerate(row))}</row>"
        for n, row in enumerate(rows, 1)
    )


def _cell_xml(row: int, column: int, cell: Cell) -> str:
    place = f"r='{chr(65 + column)}{row}'"
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return f"<c {place} t='b'><v>{int(cell)}</v></c>"
    if isinstance(cell, str):
        if cell.startswith("#") and cell.endswith(("!", "?")):
            return f"<c {place} t='e'><v>{cell}</v></c>"
        text = f"<is><t xml:space='preserve'>{escape(cell)}</t></is>"
        return f"<c {place} t='inlineStr'>{text}</c>"
    return f"<c {place}><v>{cell}</v></c>"


def ods(cells: str) -> bytes:
    """Returns an OpenDocument workbook of one sheet with these rows as XML."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'{_HEAD}<manifest:manifest xmlns:manifest="m"/>',
            "content.xml": f"{_HEAD}<office:document-content {spaces} {calc}><office:body>"
            f'<office:spreadsheet><table:table table:name="S">{cells}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


def ods_row(*cells: str) -> str:
    texts = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row>{texts}</table:table-row>"


def xls(cells: Mapping[tuple[int, int], float | str | bytes]) -> bytes:
    """Returns an old workbook of one sheet: numbers, texts, and error codes as single bytes."""
    sheet = b"".join(_old_cell(row, column, cell) for (row, column), cell in sorted(cells.items()))
    name = _old_record(0x85, struct.pack("<IHBB", 0, 0, 1, 0) + b"S")
    before = _old_record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    at = len(before) + len(name) + 4
    name = _old_record(0x85, struct.pack("<IHBB", at, 0, 1, 0) + b"S")
    begin = _old_record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    return ole(
        "Workbook", before + name + _old_record(10, b"") + begin + sheet + _old_record(10, b"")
    )


def _old_record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _old_cell(row: int, column: int, cell: float | str | bytes) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(cell, bytes):
        return _old_record(0x205, place + cell + b"\1")
    if isinstance(cell, str):
        return _old_record(0x204, place + struct.pack("<HB", len(cell), 0) + cell.encode("latin-1"))
    return _old_record(0x203, place + struct.pack("<d", cell))


def ole(name: str, stream: bytes) -> bytes:
    """Returns a Microsoft Office file that holds one stream, in sectors of 512 bytes."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // 512)
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    )
    head += bytes(6) + struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0).ljust(109 * 4, b"\xff")
    entries = _entry("Root Entry", 5, 0xFFFFFFFE, 0, 1) + _entry(name, 2, 2, len(stream), -1)
    return head + table + entries.ljust(512, b"\0") + stream.ljust(sectors * 512, b"\0")


def _entry(name: str, kind: int, first: int, size: int, child: int) -> bytes:
    named = name.encode("utf-16-le")
    data = named.ljust(64, b"\0") + struct.pack("<HBBiii", len(named) + 2, kind, 1, -1, -1, child)
    return data + bytes(36) + struct.pack("<III", first, size, 0)
