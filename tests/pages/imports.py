"""An import as tests walk it: a file laid into the page, and what the page says."""

from streamlit.testing.v1 import AppTest


def upload(app: AppTest, name: str, content: str | bytes) -> AppTest:
    """Lays a file into the import page and returns the page as it is then."""
    data = content if isinstance(content, bytes) else content.encode()
    return app.file_uploader(key="import_files").set_value([(name, data, "text/csv")]).run()


def texts(app: AppTest) -> str:
    """Returns what stands on a page outside its tables, without the marks that keep it literal."""
    elements = (
        *app.title, *app.subheader, *app.markdown, *app.caption, *app.info, *app.success,
        *app.error, *app.warning,
    )  # fmt: skip
    labels = [expander.label for expander in app.expander]
    return "\n".join([*(str(e.value) for e in elements), *labels]).replace("\\", "")


def buttons(app: AppTest) -> list[str]:
    """Returns what stands on a page's buttons."""
    return [button.label.replace("\\", "") for button in app.button]


def press(app: AppTest, label: str) -> AppTest:
    """Presses the first button that begins with this label."""
    found = next(b for b in app.button if b.label.replace("\\", "").startswith(label))
    return found.click().run()


def table(app: AppTest, column: str):
    """Returns the first table that has this column, its texts without the marks that keep them
    literal.
    """
    found = next(e.value for e in (*app.dataframe, *app.table) if column in e.value.columns)
    return found.map(lambda cell: cell.replace("\\", "") if isinstance(cell, str) else cell)


def open_steps(app: AppTest) -> list[str]:
    """Returns the stages of an import that stand open."""
    return [e.label.replace("\\", "") for e in app.expander if e.proto.expanded]
