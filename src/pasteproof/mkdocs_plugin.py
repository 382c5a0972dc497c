"""The door to MkDocs: hands each page to `page.expand` and points the language switch."""

from __future__ import annotations

from importlib.resources import files as resources
from pathlib import Path
from typing import Any, NamedTuple, cast

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from pasteproof.page import LookUp, expand
from pasteproof.published import catalogue, recorded
from pasteproof.recorded import show

_log = get_plugin_logger("pasteproof")


class Edition(NamedTuple):
    """Where one language's edition of a page is; `address` is empty where there is no such page."""

    language: str
    name: str
    link: str
    address: str
    is_current: bool


class Options(Config):
    """The plugin has no options: what it needs is in the folders beside mkdocs.yml."""


class PasteproofPlugin(BasePlugin[Options]):
    """Fills in the snippets; in a build of one language, also leads to the other languages."""

    look_up: LookUp
    root: Path
    address: str
    current: str
    names: dict[str, str]

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the snippets, add the style, and take the language from mkdocs-static-i18n."""
        self.root = Path(config.config_file_path).parent
        self.look_up, self.recorded = catalogue(self.root), recorded(self.root)
        if (self.root / "snippets").is_dir():
            config.watch.append(str(self.root / "snippets"))
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, _theme())
        config.extra_css.append("stylesheets/pasteproof.css")
        self.current, self.names = _languages(config)
        if self.current:
            self._become_sibling(config)
        return config

    @event_priority(100)  # before any plugin that changes the number of lines
    def on_page_markdown(
        self, markdown: str, /, *, page: Page, config: MkDocsConfig, **_: Any
    ) -> str:
        """Put the snippets of a page in; a wrong one is a warning, which --strict refuses."""
        language = str(config.theme.get("language", "en"))
        expanded = expand(markdown, self.look_up, language)
        mistakes = show(markdown, self.recorded, language)[1]
        source = page.file.content_string
        front_matter = source.count("\n") - markdown.count("\n")
        path = self._relative(Path(page.file.abs_src_path or page.file.src_uri))
        for line, message in (*expanded.problems, *mistakes):
            _log.warning("%s:%d: %s", path, line + front_matter, message)
        return show(expanded.text, self.recorded, language)[0]

    def on_page_context(
        self, context: TemplateContext, /, *, page: Page, config: MkDocsConfig, **_: Any
    ) -> TemplateContext:
        """Tell the page where its other languages are."""
        return self._with_editions(context, page.file.src_uri, page.url, Path(config.docs_dir))

    def on_template_context(
        self, context: TemplateContext, /, *, config: MkDocsConfig, **_: Any
    ) -> TemplateContext:
        """Tell a page that stands alone, such as 404.html, where the other languages start."""
        return self._with_editions(context, f"{self.current}/index.md", "", Path(config.docs_dir))

    def _become_sibling(self, config: MkDocsConfig) -> None:
        """Make this language's site one of several side by side.

        Material shows the switch when `alternate` is true, and writes links into the head only if
        it is a list; those would make it fetch a sitemap of each language on every page.
        """
        self.address = config.site_url or ""
        config.site_url = f"{self.address}{self.current}/"
        config.extra["alternate"] = True
        config.extra_javascript.append("javascripts/keep-section.js")

    def _with_editions(
        self, context: TemplateContext, source: str, url: str, docs: Path
    ) -> TemplateContext:
        if self.current:
            inside = source.removeprefix(f"{self.current}/")
            base = context["base_url"].rstrip("/")
            editions = tuple(
                self._edition(name, f"{base}/../{name}/", url if there else "", there)
                for name in self.names
                for there in [(docs / name / inside).is_file()]
            )
            cast("dict[str, object]", context)["editions"] = editions
        return context

    def _edition(self, language: str, start: str, url: str, is_there: bool) -> Edition:
        """Return the edition of a page; without such a page, the language's first page."""
        url = "" if url == "./" else url
        return Edition(
            language=language,
            name=self.names[language],
            link=start + url,
            address=f"{self.address}{language}/{url}" if is_there else "",
            is_current=language == self.current,
        )

    def _relative(self, path: Path) -> Path:
        return path.relative_to(self.root) if path.is_relative_to(self.root) else path


def _theme() -> str:
    return str(resources("pasteproof") / "assets" / "theme")


def _languages(config: MkDocsConfig) -> tuple[str, dict[str, str]]:
    """Return the one language of this build, or nothing, and every language's own name."""
    plugin = config.plugins.get("i18n")
    if plugin is None:
        return "", {}
    names = {each.locale: each.name for each in plugin.config["languages"]}
    return plugin.config["build_only_locale"] or "", names
