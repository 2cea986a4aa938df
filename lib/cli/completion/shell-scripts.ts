/** The shells that osstest completes for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/**
 * The script of each shell. It calls `osstest __complete WORD...` with the words up to the cursor, the incomplete one last.
 * The answer is one candidate a line, with an optional description after a tab; without candidates, the shell completes
 * file names.
 */
export const SHELL_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `_osstest() {
  local IFS=$'\\n'
  COMPREPLY=($("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1))
}
complete -o default -o nosort -F _osstest osstest
`,
  zsh: `#compdef osstest
_osstest() {
  local -a lines candidates
  lines=("\${(@f)$("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  local line
  for line in $lines; do candidates+=("\${\${line//:/\\\\:}/$'\\t'/:}"); done
  if (( \${#candidates} )); then _describe -V osstest candidates; else _files; fi
}
compdef _osstest osstest
`,
  fish: `function __osstest_complete
  set -l words (commandline -opc)
  set -l candidates ($words[1] __complete $words[2..-1] (commandline -ct) 2>/dev/null)
  if test (count $candidates) -gt 0
    printf '%s\\n' $candidates
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c osstest -f -k -a '(__osstest_complete)'
`,
};
