#!/bin/sh
# Gives you the command `glm`: Claude Code with GLM's address and key, beside your plain `claude`.
#
# It writes two files, and changes no other:
#   ~/.claude-glm/account.json   0600   what you choose: address, key, models
#   ~/.local/bin/glm             0755   the command, which reads that file at every start
# Each is replaced by one rename: if this is killed, `glm` is as it was or as it was to be, and the
# next run clears up. ~/.claude-glm/made tells --uninstall what else is to be taken or put back.
#
# Options: sh glm-setup.sh --help
# Exit status: 0 done, 1 something could not be removed, 64 wrong use, 65 key refused,
# 69 no Claude Code, 73 something could not be written, 78 not set up, 130 Ctrl-C.
[ -z "${ZSH_VERSION-}" ] || emulate sh
set -u
umask 077
unset key # had it come with the environment, each command below would be handed the key

case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in
  *.[Gg][Bb]* | *.[Bb]ig5*) chinese=false ;; # this file is UTF-8
  zh*) chinese=true ;;
  *) chinese=false ;;
esac
export LC_ALL=C # so that [!-~] is printable ASCII

# say ENGLISH CHINESE; refuse STATUS ENGLISH CHINESE
say() { if $chinese; then shift; fi; printf '%s\n' "$1"; }
refuse() { printf 'glm-setup: %s\n' "$(say "$2" "$3")" >&2; exit "$1"; }
bad_key() { refuse 65 "$1; nothing was changed." "$2；没有做任何改动。"; }
cannot_write() { refuse 73 "cannot write $1" "无法写入 $1"; }

usage() {
  say 'Usage: sh glm-setup.sh [OPTION]...
Set up the command glm: Claude Code with GLM. Plain claude stays as it is.

  --from SITE      where the key is from: open.bigmodel.cn or z.ai
  --key-file FILE  read the key from FILE, or from standard input if FILE is -
  --pin            ask for the models glm-4.5 and glm-4.5-air by name
  --force          replace a glm that is not from here, and keep it as glm.bak
  --dry-run        change nothing, only say what would be written or removed
  --status         say what is set up
  --uninstall      remove what was written, but not the history of glm
  --purge          remove that as well

Exit status: 0 done, 1 something could not be removed, 64 wrong use, 65 key refused,
69 no Claude Code, 73 something could not be written, 78 not set up, 130 Ctrl-C.' \
    '用法：sh glm-setup.sh [选项]...
设置 glm 命令：用 GLM 运行 Claude Code。原来的 claude 保持不变。

  --from 网站      Key 来自哪里：open.bigmodel.cn 或 z.ai
  --key-file 文件  从文件读取 Key；写 - 则从标准输入读取
  --pin            按名称指定模型 glm-4.5 和 glm-4.5-air
  --force          替换不是由本脚本写入的 glm，原文件保留为 glm.bak
  --dry-run        不做任何改动，只说明会写入或删除什么
  --status         显示当前设置
  --uninstall      删除写入的文件，但保留 glm 的历史记录
  --purge          连同 glm 的历史记录一起删除

退出状态：0 完成，1 有内容未能删除，64 用法有误，65 Key 未被接受，
69 找不到 Claude Code，73 有内容无法写入，78 尚未设置，130 Ctrl-C。'
}

main() {
  task=set_up from='' key_file='' pin=no force=false dry_run=false purge=false
  while [ $# -gt 0 ]; do
    case $1 in
      --from)
        case ${2-} in open.bigmodel.cn | z.ai) from=$2 ;;
          *) refuse 64 '--from is open.bigmodel.cn or z.ai.' '--from 只能是 open.bigmodel.cn 或 z.ai。' ;;
        esac
        shift ;;
      --key-file)
        key_file=${2-}
        [ -n "$key_file" ] || refuse 64 '--key-file needs a file, or -.' '--key-file 后面要写文件名或 -。'
        shift ;;
      --pin) pin=yes ;;
      --force) force=true ;;
      --dry-run) dry_run=true ;;
      --status) task=show ;;
      --uninstall) task=uninstall ;;
      --purge) task=uninstall purge=true ;;
      --help) usage; exit ;;
      # What was typed is not repeated: it may be a key.
      --key*) refuse 64 'a key on the command line stays in the history. Leave it out, and you are asked.' \
        '写在命令行里的 Key 会留在历史记录中。请去掉它，脚本会询问。' ;;
      *) refuse 64 'an argument is not an option. See --help.' '有一个参数不是选项。请看 --help。' ;;
    esac
    shift
  done
  [ -d "${HOME-}" ] || refuse 73 'HOME is not a folder.' 'HOME 不是文件夹。'
  folder=$HOME/.claude-glm account=$HOME/.claude-glm/account.json made=$HOME/.claude-glm/made
  bin=$HOME/.local/bin glm=$HOME/.local/bin/glm
  shell_path=$PATH PATH=$PATH:$HOME/.local/bin:$HOME/.claude/local # where else claude may be
  terminal='' changed=false found=false
  trap leave EXIT
  trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 131' QUIT; trap 'exit 143' TERM
  $task
}

leave() {
  [ -z "$terminal" ] || { stty "$terminal"; echo >&2; }
  rm -f "$account.new.$$" "$glm.new.$$"
}

set_up() {
  check_places
  if $dry_run; then
    say "Would write $account" "将写入 $account"
    say "Would write $glm" "将写入 $glm"
    return
  fi
  [ -n "$from" ] || ask_site
  [ "$key_file" != - ] || [ ! -t 0 ] || key_file='' # typed, it is to be hidden
  if [ -n "$key_file" ]; then key=$(cat -- "$key_file") || exit 64; else ask_key; fi
  check_key
  write_files
  report
}

# What cannot be finished is not begun: nobody is to type a key for nothing.
check_places() {
  for place in "$bin" "$HOME/.local" "$HOME"; do [ ! -e "$place" ] || break; done
  { [ -d "$place" ] && [ -w "$place" ] && [ ! -d "$glm" ]; } || cannot_write "$glm"
  is_foreign || return 0
  $force || refuse 73 "$glm is not from here. To replace it, and keep it as glm.bak, add --force." \
    "$glm 不是由本脚本写入的。要替换它并保留为 glm.bak，请加上 --force。"
  ! is_there "$glm.bak" || cmp -s "$glm" "$glm.bak" ||
    refuse 73 "$glm.bak is there already. Move it away." "$glm.bak 已经存在，请先移走。"
}

is_ours() { grep -q '^# Written by glm-setup.sh' "$glm" 2>/dev/null; }
is_foreign() { is_there "$glm" && ! is_ours; }
is_there() { [ -e "$1" ] || [ -L "$1" ]; }

ask_site() {
  need_terminal
  while [ -z "$from" ]; do
    answer=$(ask 'Where is your key from? 1 = open.bigmodel.cn (mainland China), 2 = z.ai: ' \
      'Key 来自哪里？1 = open.bigmodel.cn（中国大陆），2 = z.ai：') || bad_key 'there was no answer' '没有得到回答'
    case $answer in 1) from=open.bigmodel.cn ;; 2) from=z.ai ;; esac
  done
}

ask_key() {
  need_terminal
  terminal=$(stty -g)
  stty -echo
  key=$(ask 'API key (hidden): ' 'API Key（输入时不显示）：')
  stty "$terminal"
  terminal=''
  echo >&2
}

# Only in a child, $(ask ...), which Ctrl-C ends at once: a shell with a trap may wait for Enter.
ask() {
  if $chinese; then shift; fi
  printf '%s' "$1" >&2
  read -r line && printf '%s\n' "$line"
}

need_terminal() {
  [ -t 0 ] || refuse 64 'questions need a terminal. Save this script and run it there, or see --help.' \
    '没有终端，无法提问。请把脚本存成文件，在终端里运行；或者请看 --help。'
}

check_key() {
  case $key in
    *[!!-~]*) bad_key 'the key has a blank in it, or another character that keys never have' \
      'Key 里有空格，或者有 Key 中不会出现的字符' ;;
    sk-ant-*) bad_key 'this is a key for Anthropic, and not for GLM' '这是 Anthropic 的 Key，不是 GLM 的' ;;
    *[Yy][Oo][Uu][Rr]*[Kk][Ee][Yy]* | *[Aa][Pp][Ii]_[Kk][Ee][Yy]* | *[Xx][Xx][Xx][Xx][Xx][Xx]*)
      bad_key 'this is a placeholder, not a key' '这是占位文字，不是 Key' ;;
  esac
  [ ${#key} -ge 16 ] || bad_key 'the key is shorter than 16 characters' 'Key 不足 16 个字符'
}

# The command comes last: until it is there, nothing uses the account.
write_files() {
  { mkdir -p "$folder" && chmod 700 "$folder"; } || cannot_write "$folder"
  rm -f "$account".new.* "$glm".new.*
  [ -d "$HOME/.local" ] || echo .local >>"$made"
  [ -d "$bin" ] || echo .local/bin >>"$made"
  ! is_foreign || echo glm.bak >>"$made"
  put 600 "$account" "$(account_text)"
  mkdir -p "$bin" || cannot_write "$bin"
  if is_foreign; then
    { cp -pPR "$glm" "$glm.new.$$" && mv -f "$glm.new.$$" "$glm.bak"; } || cannot_write "$glm.bak"
  fi
  put 755 "$glm" "$(command_text)"
}

put() { # put MODE FILE TEXT; what is so already stays untouched
  if [ "$(cat "$2" 2>/dev/null)" = "$3" ] && [ -n "$(find "$2" -prune -perm "$1")" ]; then return; fi
  { printf '%s\n' "$3" >"$2.new.$$" && chmod "$1" "$2.new.$$" && mv -f "$2.new.$$" "$2"; } || cannot_write "$2"
  changed=true
}

# Address and key share one file, so that no key ever meets the address of the other site.
account_text() {
  case $from in z.ai) host=api.z.ai ;; *) host=$from ;; esac
  escaped=$(printf '%s' "$key" | sed 's/["\\]/\\&/g')
  printf '{
  "env": {
    "ANTHROPIC_BASE_URL": "https://%s/api/anthropic",
    "ANTHROPIC_AUTH_TOKEN": "%s",
    "CLAUDE_CODE_USE_BEDROCK": "",
    "CLAUDE_CODE_USE_VERTEX": "",
    "CLAUDE_CODE_USE_FOUNDRY": "",
    "CLAUDE_CODE_USE_MANTLE": "",
    "CLAUDE_CODE_USE_ANTHROPIC_AWS": "",
    "CLAUDE_CODE_USE_ANTHROPIC_GOOGLE_CLOUD": "",
    "CLAUDE_CODE_USE_GATEWAY": "",
    "ANTHROPIC_UNIX_SOCKET": "",
    "NODE_TLS_REJECT_UNAUTHORIZED": "1",
    "GLM_PIN": "%s"
  },
  "disableDeepLinkRegistration": "disable",
  "skipWebFetchPreflight": true
}' "$host" "$escaped" "$pin"
}

command_text() {
  cat <<'COMMAND'
#!/bin/sh
# Written by glm-setup.sh: Claude Code with the address and the key of ~/.claude-glm/account.json.
# For another key, run glm-setup.sh again; to be rid of this, run it with --uninstall.
export CLAUDE_CONFIG_DIR="$HOME/.claude-glm" # not ~/.claude, where a Claude login may be
account=$(cat "$CLAUDE_CONFIG_DIR/account.json" 2>/dev/null)
value() { printf '%s\n' "$account" | sed -n 's/^ *"'"$1"'": "\(.*\)",*$/\1/p' | sed 's/\\\(.\)/\1/g'; }
refuse() {
  case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in *.[Gg][Bb]* | *.[Bb]ig5*) ;; zh*) set -- "$1" "$3" ;; esac
  printf 'glm: %s\n' "$2" >&2
  exit "$1"
}
ANTHROPIC_BASE_URL=$(value ANTHROPIC_BASE_URL) ANTHROPIC_AUTH_TOKEN=$(value ANTHROPIC_AUTH_TOKEN)
export ANTHROPIC_BASE_URL ANTHROPIC_AUTH_TOKEN
# Without a key, Claude Code would send a Claude login to this address.
{ [ -n "$ANTHROPIC_BASE_URL" ] && [ -n "$ANTHROPIC_AUTH_TOKEN" ]; } ||
  refuse 78 'there is no API key. Run: sh glm-setup.sh' '没有 API Key。请运行：sh glm-setup.sh'
PATH=$PATH:$HOME/.local/bin:$HOME/.claude/local # where else claude may be
command -v claude >/dev/null || refuse 69 'Claude Code is missing. Install it: npm install -g @anthropic-ai/claude-code' \
  '找不到 Claude Code。请安装：npm install -g @anthropic-ai/claude-code'
unset ANTHROPIC_API_KEY ANTHROPIC_CUSTOM_HEADERS CLAUDE_CODE_OAUTH_TOKEN # credentials of other services
unset CLAUDE_CODE_USE_BEDROCK CLAUDE_CODE_USE_VERTEX CLAUDE_CODE_USE_FOUNDRY
export CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST=1 # a project's settings choose no other provider, no proxy
export CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL=1
if [ "$(value GLM_PIN)" = yes ]; then
  export ANTHROPIC_DEFAULT_OPUS_MODEL="${ANTHROPIC_DEFAULT_OPUS_MODEL:-glm-4.5}"
  export ANTHROPIC_DEFAULT_SONNET_MODEL="${ANTHROPIC_DEFAULT_SONNET_MODEL:-glm-4.5}"
  export ANTHROPIC_DEFAULT_HAIKU_MODEL="${ANTHROPIC_DEFAULT_HAIKU_MODEL:-glm-4.5-air}"
  export CLAUDE_CODE_DISABLE_1M_CONTEXT="${CLAUDE_CODE_DISABLE_1M_CONTEXT:-1}"
fi
# As --settings, the address beats one that a cloned repository brings along.
exec claude --settings "$CLAUDE_CONFIG_DIR/account.json" "$@"
COMMAND
}

report() {
  if $changed; then
    say "Done: glm starts Claude Code with your key from $from." "设置完成：glm 会用来自 $from 的 Key 启动 Claude Code。"
  else
    say 'Nothing to do: glm is set up like this already.' '无需改动：glm 已经是这样设置的。'
  fi
  tell_claude
  tell_path
}

has_claude() { command -v claude >/dev/null; }

tell_claude() {
  has_claude || say 'Claude Code is missing. Install it: npm install -g @anthropic-ai/claude-code' \
    '找不到 Claude Code。请安装：npm install -g @anthropic-ai/claude-code'
}

tell_path() {
  case :$shell_path: in *":$bin:"*) return 0 ;; esac
  line="export PATH=\"\$HOME/.local/bin:\$PATH\""
  case ${SHELL-} in
    */fish) line='fish_add_path ~/.local/bin' file=$HOME/.config/fish/config.fish ;;
    */zsh) file=${ZDOTDIR:-$HOME}/.zshrc ;;
    */bash) if [ "$(uname)" = Darwin ]; then file=$HOME/.bash_profile; else file=$HOME/.bashrc; fi ;;
    *) file=$HOME/.profile ;;
  esac
  say "Your shell does not look into ~/.local/bin yet. Type this line, and add it to $file:" \
    "你的 shell 还不会到 ~/.local/bin 里找命令。请运行下面这一行，并把它加到 $file："
  printf '  %s\n' "$line"
}

show() {
  key=$(value ANTHROPIC_AUTH_TOKEN) address=$(value ANTHROPIC_BASE_URL)
  { [ -n "$key" ] && is_ours; } ||
    refuse 78 'glm is not set up. Run: sh glm-setup.sh' '尚未设置 glm。请运行：sh glm-setup.sh'
  case $(value GLM_PIN) in
    yes) models='glm-4.5, glm-4.5-air' ;;
    *) models=$(say 'as Claude Code names them' '由 Claude Code 决定') ;;
  esac
  say "command  $glm
address  $address
key      ${#key} characters, in $account
models   $models" "命令  $glm
地址  $address
Key   ${#key} 个字符，存放在 $account
模型  $models"
  tell_claude
  tell_path
  has_claude || exit 69
}

value() { sed -n 's/^ *"'"$1"'": "\(.*\)",*$/\1/p' "$account" 2>/dev/null | sed 's/\\\(.\)/\1/g'; }

# It ends at the first failure, and the note of what was made goes last: another run can finish.
uninstall() {
  $dry_run || rm -f "$account".new.* "$glm".new.*
  if is_ours; then
    if was_made glm.bak && is_there "$glm.bak"; then put_back; else remove "$glm"; fi
  fi
  $dry_run || for place in .local/bin .local; do
    ! was_made "$place" || rmdir "$HOME/$place" 2>/dev/null
  done
  remove "$account"
  ! $purge || remove "$folder"
  $dry_run || { rm -f "$made"; rmdir "$folder" 2>/dev/null; }
  $found || say 'There is nothing to remove.' '没有需要删除的内容。'
  $dry_run || [ ! -d "$folder" ] || say "The history of glm stays in $folder; --purge removes it, too." \
    "glm 的历史记录还在 $folder；加上 --purge 可一并删除。"
}

was_made() { grep -qx "$1" "$made" 2>/dev/null; }

put_back() {
  found=true
  if $dry_run; then say "Would put back $glm" "将恢复 $glm"; return; fi
  mv -f "$glm.bak" "$glm" || exit 1
  say "Put back $glm" "已恢复 $glm"
}

remove() {
  is_there "$1" || return 0
  found=true
  if $dry_run; then say "Would remove $1" "将删除 $1"; return; fi
  rm -rf "$1" || exit 1
  say "Removed $1" "已删除 $1"
}

main "$@"
