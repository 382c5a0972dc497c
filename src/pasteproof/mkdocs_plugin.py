"""The door to MkDocs: hands each page to `page.expand` and points the language switch."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from fnmatch import fnmatch
from html import escape
from importlib.resources import files as resources
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from pasteproof import glossary, panels, status_table
from pasteproof.backlog import Translation
from pasteproof.editions import Editions, canonical, untranslated, where_to_begin
from pasteproof.languages import languages, tag
from pasteproof.model import Diagnostic
from pasteproof.notices import Notice, filled, marked, notices_of, untranslated_page
from pasteproof.page import LookUp, expand
from pasteproof.policy import POLICY, classed
from pasteproof.published import catalogue, recorded
from pasteproof.recorded import show
from pasteproof.status_table import Reader
from pasteproof.twins import twin

_log = get_plugin_logger("pasteproof")
_SCRIPTS = [f"javascripts/{name}.js" for name in ("languages", "search", "snippets")]
_MAP = "sitemap.xml"
_CARD = "card.png"  # what others show of a link to a page, in the folder of its language
_FOR_CONTRIBUTORS = ("contribute.md", "contributing.md")


class _Untranslated(File):
    """A file of the source language, in the place of one that is not translated yet."""


class Options(Config):
    """The plugin has no options: what it needs is in the folders beside mkdocs.yml."""


class PasteproofPlugin(BasePlugin[Options]):
    """Fills in the snippets; in a build of one language, also leads to the other languages."""

    look_up: LookUp
    root: Path
    editions: Editions

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the snippets, add the style, and take the language from mkdocs-static-i18n."""
        self.root = Path(config.config_file_path).parent
        self.read_snippets()
        if (self.root / "snippets").is_dir():
            config.watch.append(str(self.root / "snippets"))
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, _theme())
        config.extra_css += ["stylesheets/pasteproof.css", "stylesheets/evidence.css"]
        config.extra_javascript += _SCRIPTS
        config.markdown_extensions.append("pasteproof.line_ends")
        self.notices: dict[str, tuple[Notice, ...]] = {}
        self.plain: dict[str, str] = {}
        self.admonitions: dict[str, Any] = {}
        self.editions = _editions(config, self.root)
        if self.editions.current:
            self._become_sibling(config)
        return config

    def read_snippets(self) -> None:
        """Read the snippets, what the last run says of them, and the terms of the glossary."""
        self.look_up, self.recorded = catalogue(self.root), recorded(self.root)
        self.terms, mistakes = glossary.read(self.root)
        self._warn(mistakes)

    @event_priority(100)
    def _note_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Keep what there is in all languages; mkdocs-static-i18n leaves one of them."""
        self.files = {file.src_uri: file for file in files}
        return files

    @event_priority(-200)
    def _add_untranslated(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Let what is not translated yet stand in the language's site as it is.

        mkdocs-static-i18n has made its list of pages for the sitemap already.
        """
        source, language = self.editions.source, _language(config)
        below = "" if self.editions.current else f"{language}/"
        for path in untranslated(self.files, source, language) if self.editions.names else ():
            original = self.files[f"{source}/{path}"]
            into = below + original.dest_uri.removeprefix(f"{source}/")
            place = (f"{language}/{path}", config.docs_dir, config.site_dir)
            file = _Untranslated(*place, config.use_directory_urls, dest_uri=into)
            file.abs_src_path = original.abs_src_path
            files.append(file)
        return files

    def _leave_out(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Leave out what of Material's files no page asks for, and remember its style sheet."""
        themes = [each for each in files if each.src_dir != config.docs_dir]
        for file in [each for each in themes if each.src_uri.startswith(("assets/", _MAP))]:
            if fnmatch(file.src_uri, "assets/stylesheets/main.*.css"):
                self.material_style = file.src_uri
            else:
                files.remove(file)
        return files

    on_files = CombinedEvent(_note_files, _add_untranslated, _leave_out)

    def on_env(self, env: Environment, /, **_: Any) -> Environment:
        """Tell the templates which style sheet of Material's lies below ours, and the policy."""
        env.globals.update(material_style=self.material_style, policy=POLICY)
        return env

    @event_priority(100)  # before any plugin that changes the number of lines
    def on_page_markdown(
        self, markdown: str, /, *, page: Page, config: MkDocsConfig, **_: Any
    ) -> str:
        """Put the snippets of a page in; a wrong one is a warning, which --strict refuses."""
        is_untranslated = isinstance(page.file, _Untranslated)
        language = self.editions.source if is_untranslated else _language(config)
        self._name_admonitions(config, is_untranslated)
        problems = expand(markdown, self.look_up, language).problems
        mistakes = show(markdown, self.recorded, language)[1]
        source = page.file.content_string
        front_matter = source.count("\n") - markdown.count("\n")
        path = self._relative(Path(page.file.abs_src_path or page.file.src_uri))
        for line, message in (*problems, *mistakes):
            _log.warning("%s:%d: %s", path, line + front_matter, message)
        given = () if is_untranslated else notices_of(self.root, page.file.src_uri)
        self.notices[page.file.src_uri] = given
        filled_in = self._filled(marked(markdown, given, front_matter), language)
        told, faults = status_table.fill(filled_in, self.root, self._reader(page, config, language))
        self._warn(faults)
        self.plain[page.file.src_uri] = told
        page.canonical_url = page.canonical_url and canonical(page.canonical_url)
        return told

    def on_page_content(
        self, html: str, /, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Tell the reader what is not translated yet, or not as the source page says it by now."""
        if isinstance(page.file, _Untranslated):
            html = panels.fill(classed(html), self.look_up, self.editions.source)
            return self._as_untranslated(html, page, config, files)
        html = panels.fill(classed(html), self.look_up, _language(config))
        given = self.notices[page.file.src_uri]
        page.present_anchor_ids = (page.present_anchor_ids or set()) | {each.id for each in given}
        return filled(
            html, given, _language(config), lambda text: self._rendered(text, page, config, files)
        )

    def on_page_context(
        self, context: TemplateContext, /, *, page: Page, config: MkDocsConfig, **_: Any
    ) -> TemplateContext:
        """Tell the page where its other languages are."""
        more = {"is_untranslated": isinstance(page.file, _Untranslated), "twin": _twin(page).name}
        cast("dict[str, object]", context).update(more)
        return self._with_editions(context, config, page.file.src_uri, page.url)

    def on_template_context(
        self, context: TemplateContext, /, *, config: MkDocsConfig, **_: Any
    ) -> TemplateContext:
        """Tell a page that stands alone, such as 404.html, where the other languages start."""
        return self._with_editions(context, config, f"{self.editions.current}/index.md", "")

    def on_post_page(self, output: str, /, *, page: Page, config: MkDocsConfig) -> str:
        """Write the page as plain Markdown beside itself."""
        is_untranslated = isinstance(page.file, _Untranslated)
        about = {
            "title": str(page.meta.get("title") or page.title),
            "description": str(page.meta.get("description", "")),
            "language": tag(self.editions.source if is_untranslated else _language(config)),
            "address": page.canonical_url or "",
        }
        text = twin(self.plain[page.file.src_uri], about, about["address"])
        path = Path(config.site_dir, _twin(page))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return output

    def _name_admonitions(self, config: MkDocsConfig, is_untranslated: bool) -> None:
        """Have mkdocs-static-i18n name the admonitions of a page, unless that is not translated."""
        plugin: Any = config.plugins.get("i18n")
        if plugin is not None:
            own = plugin.current_language_config
            given = self.admonitions.setdefault(own.locale, own.admonition_translations)
            own.admonition_translations = None if is_untranslated else given

    def _filled(self, markdown: str, language: str) -> str:
        """Return the Markdown of a page with all that stands in a file of its own put in."""
        expanded = expand(markdown, self.look_up, language).text
        return glossary.fill(show(expanded, self.recorded, language)[0], self.terms, language)

    def _reader(self, page: Page, config: MkDocsConfig, language: str) -> Reader:
        """Return where a table of the translations is read, if the page has one."""
        address = page.url.removeprefix("./")
        return Reader(
            language=language,
            page=page.file.src_uri.partition("/")[2],
            names=self.editions.names,
            edit=lambda translation: _where_to_edit(config, translation),
            data="../" * (address.count("/") + 1) + "status.json" if self.editions.current else "",
        )

    def _rendered(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Return a piece of the source page as HTML that stands on the translated page."""
        piece = Page(None, copy(page.file), config)
        piece.markdown = self._filled(markdown, self.editions.source)
        piece.render(config, files)
        return panels.fill(classed(piece.content or ""), self.look_up, self.editions.source)

    def _as_untranslated(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Return a page of the source language that says what it is, to readers and to engines."""
        language, source = _language(config), self.editions.source
        page.links_to_anchors = None  # the translations that it links to may lack a section yet
        if self.editions.current:
            page.canonical_url = self.editions.address_of(source, page.url)
        else:
            url = page.url.removeprefix(f"{language}/")
            page.canonical_url = canonical(f"{config.site_url}{url}")
        page.edit_url = where_to_begin(page.edit_url) or None
        found = filter(None, map(files.get_file_from_path, _FOR_CONTRIBUTORS))
        aside = next((each.url_relative_to(page.file) for each in found), "")
        heading = "" if "<h1" in html else f"<h1>{escape(page.title or '')}</h1>\n"
        return untranslated_page(heading + html, language, source, page.edit_url or aside)

    def _become_sibling(self, config: MkDocsConfig) -> None:
        """Make this language's site one of several side by side, of which one map tells."""
        config.site_url = self.editions.address_of(self.editions.current, "")
        config.theme.static_templates.discard(_MAP)

    def _with_editions(
        self, context: TemplateContext, config: MkDocsConfig, source: str, url: str
    ) -> TemplateContext:
        more: dict[str, object] = {"html_language": tag(_language(config))}
        if f"{_language(config)}/{_CARD}" in self.files:
            more["card"] = _CARD
        if current := self.editions.current:
            inside, base = source.removeprefix(f"{current}/"), context["base_url"].rstrip("/")
            more["editions"] = self.editions.of(inside, url, base)
            more["default_address"] = self.editions.default(inside, url)
        cast("dict[str, object]", context).update(more)
        return context

    def _warn(self, found: Iterable[Diagnostic]) -> None:
        """Tell what is wrong in files of the guide, which --strict refuses."""
        for each in found:
            message = f"{each.problem} {each.advice}".strip()
            _log.warning("%s:%d: %s", self._relative(each.path), each.line, message)

    def _relative(self, path: Path) -> Path:
        return path.relative_to(self.root) if path.is_relative_to(self.root) else path


def _theme() -> str:
    return str(resources("pasteproof") / "assets" / "theme")


def _twin(page: Page) -> Path:
    """Return where the page stands as plain Markdown, below the folder of the site."""
    return Path(page.file.dest_uri).with_suffix(".md")


def _where_to_edit(config: MkDocsConfig, translation: Translation) -> str:
    """Return where one edits a translation, or begins it; nothing where mkdocs.yml doesn't say."""
    file = File(translation.short, config.docs_dir, config.site_dir, config.use_directory_urls)
    address = Page(None, file, config).edit_url or ""
    return address if translation.is_there else where_to_begin(address)


def _editions(config: MkDocsConfig, root: Path) -> Editions:
    """Return the languages that mkdocs-static-i18n knows, and the one that it builds alone."""
    plugin = config.plugins.get("i18n")
    names = {each.locale: each.name for each in plugin.config["languages"]} if plugin else {}
    return Editions(
        docs=Path(config.docs_dir),
        address=config.site_url or "",
        source=(*languages(root), "en")[0],
        current=(plugin.config["build_only_locale"] or "") if plugin else "",
        names=names,
    )


def _language(config: MkDocsConfig) -> str:
    """Return the language that is being built; mkdocs-static-i18n sets the theme's."""
    return str(config.theme.get("language", "en"))
