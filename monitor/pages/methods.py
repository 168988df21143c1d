"""Methods: what every number and every call means, under the rules in force."""

import streamlit as st

from monitor.analysis.methods_text import MethodSection, method_sections, rule_lines
from monitor.ui import store
from monitor.ui.rules import active_rules, lab_scatters
from monitor.ui.texts import literal


def main() -> None:
    st.title("Methods")
    st.write(
        "What each number means. N is in cells screened (mononuclear cells, MNC), rates are per "
        "10⁶ MNC. Every example is computed now, by the functions that compute your patients' "
        "numbers."
    )
    key = store.current_key()
    rules = active_rules(key)
    sections = method_sections(rules, lab_scatters(key))
    st.write(" · ".join(f"[{one.title}](#{one.anchor})" for one in sections))
    st.subheader("Rules in force", anchor="rules")
    st.table(
        {"Rule": [name for name, _ in rule_lines(rules)],
         "Value": [literal(value) for _, value in rule_lines(rules)]},
        border="horizontal", width="content", hide_index=True, hide_header=True,
    )  # fmt: skip
    for section in sections:
        show_section(section)


def show_section(section: MethodSection) -> None:
    st.subheader(section.title, anchor=section.anchor)
    st.write("\n\n".join(section.words))
    if section.formulas:
        st.code("\n".join(section.formulas), language=None, wrap_lines=True)
    if section.examples:
        st.write("\n".join(f"- {literal(example)}" for example in section.examples))


main()
