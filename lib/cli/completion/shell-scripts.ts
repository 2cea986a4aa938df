/** The shells that osstest completes for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/**
 * The script of each shell. It calls `osstest __complete WORD...` with the words up to the cursor, the incomplete one last.
 * The answer is one candidate a line, with an optional description after a tab; without candidates, the shell completes
 * file names.
 */
export const SHELL_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# Completion of osstest for bash.
_osstest() {
  # bash also splits words at = and :, which are parts of a word here.
  local rest=\${COMP_LINE:0:COMP_POINT} words=() i word trimmed
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    trimmed=\${rest#"\${rest%%[![:space:]]*}"}
    ((i < COMP_CWORD)) || word=$trimmed
    if ((i == 0)) || [[ $trimmed != "$rest" ]]; then words+=("$word"); else words[-1]+=$word; fi
    rest=\${trimmed#"$word"}
  done
  local current=\${words[-1]}
  mapfile -t COMPREPLY < <("\${words[0]}" __complete "\${words[@]:1}" 2>/dev/null | cut -f1)
  # bash replaces only what follows the last = or :.
  local lead=\${current%"\${current##*["\${COMP_WORDBREAKS//[^=:]/}"]}"}
  [[ $COMP_WORDBREAKS == *[=:]* ]] || lead=
  COMPREPLY=("\${COMPREPLY[@]#"$lead"}")
}
complete -o default -o nosort -F _osstest osstest
`,
  zsh: `#compdef osstest
_osstest() {
  local -a lines candidates
  local line
  lines=("\${(@f)$("\${words[1]}" __complete "\${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}")
  for line in $lines; do candidates+=("\${\${line//:/\\\\:}/$'\\t'/:}"); done
  if (( \${#candidates} )); then
    _describe -V osstest candidates
  else
    [[ $PREFIX == --*=* ]] && compset -P '*='
    _files
  fi
}
# A file in fpath is the body of the function; a sourced script only defines it.
if [[ \${funcstack[1]} == _osstest ]]; then _osstest "$@"; else compdef _osstest osstest; fi
`,
  fish: `# Completion of osstest for fish.
function __osstest_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l candidates ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
  if test (count $candidates) -gt 0
    printf '%s\\n' $candidates
  else if set -l flag (string match -r -- '^--[^=]+=' $current)
    printf '%s\\n' $flag(__fish_complete_path (string replace -- $flag '' $current))
  else
    __fish_complete_path $current
  end
end
complete -c osstest -f -k -a '(__osstest_complete)'
`,
};
