"""A piece of HTML on the page, as a component."""

import gradio as gr


def html(name: str, template: str = "${value}") -> gr.HTML:
    """Return a piece of HTML of the page, empty as yet."""
    return gr.HTML("", elem_id=name, html_template=template, js_on_load=None, apply_default_css=False)
