"""The shells' own signals, by which typing, output and exit status are told apart.

They are the semantic prompts of terminals, OSC 133, with a nonce of the run in each, which a
snippet's output can't know: C a command starts, D it ended with a status, E a command in the
middle failed with a status, A bash's continuation prompt, B the end of bash's prompt. zsh needs
neither A nor B: it sends D before every prompt but the continuation.
https://gitlab.freedesktop.org/Per_Bothner/specifications/blob/master/proposals/semantic-prompts.md
"""

from __future__ import annotations

import re

# Written to /dev/tty, so that a redirection in the snippet can't swallow a mark. PROMPT_COMMAND is
# an array: a reader's own PROMPT_COMMAND=… takes element 0 and leaves ours, which runs last. From
# the first prompt on another of ours runs first, since no command of the snippet printed what the
# reader's prints, or failed where that fails.
_BASH = r"""
if [ -n "${PS1-}" ]; then
  __pasteproof_ended() {
    [ -n "${__pasteproof_running=yes}" ] && printf '\e]133;D;%s;NONCE\a' "$1" >/dev/tty
    __pasteproof_running=
  }
  __pasteproof_prompt() {
    __pasteproof_ended "$?"
    case ${PROMPT_COMMAND[0]} in
      __pasteproof*) ;; *) PROMPT_COMMAND=('__pasteproof_ended "$?"' "${PROMPT_COMMAND[@]}") ;;
    esac
    case ${PS0-} in *NONCE*) ;; *) PS0='\e]133;F;;NONCE\a'${PS0-}'\e]133;C;;NONCE\a' ;; esac
    case $PS1 in *NONCE*) ;; *) PS1+='\[\e]133;B;;NONCE\a\]' ;; esac
    case ${PS2-} in *NONCE*) ;; *) PS2='\[\e]133;A;k=s;NONCE\a\]'${PS2-} ;; esac
    __pasteproof_running=yes
  }
  PROMPT_COMMAND=([9]=__pasteproof_prompt)
  trap '__pasteproof_status=$?; [ ${#BASH_SOURCE[@]} -gt 0 ] || [ -z "${__pasteproof_running-}" ] ||
    printf "\e]133;E;%s;NONCE\a" "$__pasteproof_status" >/dev/tty' ERR
fi
"""
# Where a function fails, TRAPZERR is called in it and not again at the prompt's own level; what
# comes next tells whether its status became that of the whole. TRAPDEBUG is there only while a
# paste runs, since it would slow down the rc files.
_ZSH = r"""
if [[ -o interactive ]]; then
  __pasteproof_inner=0
  __pasteproof_mark() { (( ZSH_SUBSHELL )) || print -n "\e]133;$1;NONCE\a" >/dev/tty }
  __pasteproof_back() {
    (( ! $1 || $1 != __pasteproof_inner )) || __pasteproof_mark "E;$1"
    __pasteproof_inner=0
  }
  __pasteproof_precmd() {
    local ended=$?
    __pasteproof_back $ended
    unfunction TRAPDEBUG 2>/dev/null
    __pasteproof_mark "D;$ended"
  }
  __pasteproof_preexec() {
    __pasteproof_inner=0
    __pasteproof_mark "C;"
    TRAPDEBUG() {
      local ended=$?
      (( $#funcstack > 1 )) || __pasteproof_back $ended
      return 0
    }
  }
  TRAPZERR() {
    local failed=$?
    if (( $#funcstack > 1 ))
    then __pasteproof_inner=$failed
    else __pasteproof_mark "E;$failed"
    fi
    return 0
  }
  precmd_functions=(__pasteproof_precmd)
  preexec_functions=(__pasteproof_preexec)
fi
"""
# zsh marks a last line without a line end by an inverse % and blanks up to the screen's edge.
_PARTIAL_LINE = re.compile(rb"(?:\x1b\[[0-9;]*m)*%(?:\x1b\[[0-9;]*m)* +\r \r\Z")


def bash_hook(nonce: str) -> str:
    """Return what the system-wide bashrc does so that bash sends its marks."""
    return _BASH.replace("NONCE", nonce)


def zsh_hook(nonce: str) -> str:
    """Return what the system-wide zshenv does so that zsh sends its marks."""
    return _ZSH.replace("NONCE", nonce)


def pattern(nonce: str) -> re.Pattern[bytes]:
    """Return what finds the next signal: a mark of ours, or the line editor going on and off."""
    mark = rb"\x1b\]133;(?P<kind>[A-F]);(?P<value>[^;\x07]*);" + nonce.encode() + rb"\x07"
    return re.compile(mark + rb"|\x1b\[\?2004(?P<editor>[hl])")


def without_partial_line(data: bytes) -> bytes:
    """Return the output of a command without the sign that zsh puts behind it."""
    return _PARTIAL_LINE.sub(b"", data)
