/** Completion scripts for three shells. Commands and flags stand in the script; names of nodes are asked of `model`. Pure. */

/** A command as the scripts see it. */
export interface CompletionCommand {
  readonly name: string
  readonly summary: string
  readonly flags: readonly {
    readonly name: string
    readonly short: string | undefined
    readonly description: string
    readonly takesValue: boolean
    readonly choices: readonly string[]
  }[]
  /** Its arguments are names of nodes. */
  readonly takesNodes: boolean
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** What follows these flags is a name of a node. */
const NODE_FLAGS = ['--select', '-s', '--exclude']
/** ... and of a target. */
const TARGET_FLAGS = ['--target', '--against']
const PROGRAMS = ['model', 'sql-model']

/** The script of a shell. */
export function completionScript(shell: Shell, commands: readonly CompletionCommand[]): string {
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](commands)
}

function bashScript(commands: readonly CompletionCommand[]): string {
  const cases = commands.map(
    ({ name, flags }) =>
      `    ${name}) echo "${flags.flatMap(flag => [flag.name, flag.short ?? '']).join(' ')}" ;;`,
  )
  const choices = choiceCases(commands)
  return `# completion of model for bash: eval "$(model completion bash)"
_model_flags() {
  case "$1" in
${cases.join('\n')}
  esac
}
_model_choices() {
  case "$1" in
${choices.join('\n')}
  esac
}
_model_takes_nodes() {
  case "$1" in
    ${nodeCommands(commands)}) return 0 ;;
  esac
  return 1
}
_model() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) command="$word"; break ;; esac
  done
  COMPREPLY=()
  if [ -z "$command" ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')} help" -- "$current"))
    return
  fi
  case "$previous" in
    ${NODE_FLAGS.join('|')})
      COMPREPLY=($(compgen -W "$("\${COMP_WORDS[0]}" __complete nodes 2>/dev/null)" -- "$current"))
      return ;;
    -t|${TARGET_FLAGS.join('|')})
      COMPREPLY=($(compgen -W "$("\${COMP_WORDS[0]}" __complete targets 2>/dev/null)" -- "$current"))
      return ;;
    --project-dir|--target-path|--seed-path)
      COMPREPLY=($(compgen -d -- "$current"))
      return ;;
  esac
  local choices
  choices="$(_model_choices "$command $previous")"
  if [ -n "$choices" ]; then
    COMPREPLY=($(compgen -W "$choices" -- "$current"))
  elif [[ "$current" == -* ]]; then
    COMPREPLY=($(compgen -W "$(_model_flags "$command")" -- "$current"))
  elif _model_takes_nodes "$command"; then
    COMPREPLY=($(compgen -W "$("\${COMP_WORDS[0]}" __complete nodes 2>/dev/null)" -- "$current"))
  fi
}
complete -o default -F _model ${PROGRAMS.join(' ')}
`
}

/** \`build --output) echo "text json" ;;\` for every flag with choices. */
function choiceCases(commands: readonly CompletionCommand[]): string[] {
  return commands.flatMap(({ name, flags }) =>
    flags
      .filter(({ choices }) => choices.length > 0)
      .map(flag => `    "${name} ${flag.name}") echo "${flag.choices.join(' ')}" ;;`),
  )
}

function nodeCommands(commands: readonly CompletionCommand[]): string {
  return commands
    .filter(({ takesNodes }) => takesNodes)
    .map(({ name }) => name)
    .join('|')
}

function zshScript(commands: readonly CompletionCommand[]): string {
  const described = commands.map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}`)
  const cases = commands.map(command => {
    const specs = command.flags.flatMap(zshFlag)
    if (command.takesNodes) specs.push(quote('*:node:_model_nodes'))
    return `    ${command.name}) _arguments ${specs.map(spec => `\\\n      ${spec}`).join(' ')} ;;`
  })
  return `#compdef ${PROGRAMS.join(' ')}
# completion of model for zsh: source <(model completion zsh)
_model_nodes() { compadd -- \${(f)"$(model __complete nodes 2>/dev/null)"} }
_model_targets() { compadd -- \${(f)"$(model __complete targets 2>/dev/null)"} }
_model() {
  local -a commands
  commands=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local chosen=$words[2]
  shift words
  (( CURRENT-- ))
  case $chosen in
${cases.join('\n')}
  esac
}
compdef _model ${PROGRAMS.join(' ')}
`
}

function zshFlag(flag: CompletionCommand['flags'][number]): string[] {
  const text = flag.description.replace(/[[\]:]/g, ' ')
  const value = flag.takesValue ? `:value:${zshValue(flag)}` : ''
  return [flag.name, ...(flag.short === undefined ? [] : [flag.short])].map(name =>
    quote(`*${name}[${text}]${value}`),
  )
}

function zshValue(flag: CompletionCommand['flags'][number]): string {
  if (NODE_FLAGS.includes(flag.name)) return '_model_nodes'
  if (TARGET_FLAGS.includes(flag.name)) return '_model_targets'
  if (/-(dir|path)$/.test(flag.name)) return '_files -/'
  return flag.choices.length > 0 ? `(${flag.choices.join(' ')})` : ''
}

function fishScript(commands: readonly CompletionCommand[]): string {
  const lines = PROGRAMS.flatMap(program => [
    `complete -c ${program} -f`,
    ...commands.flatMap(command => fishCommand(program, command)),
  ])
  return `# completion of model for fish: model completion fish | source\n${lines.join('\n')}\n`
}

function fishCommand(program: string, command: CompletionCommand): string[] {
  const used = `-n '__fish_seen_subcommand_from ${command.name}'`
  const first = `complete -c ${program} -n __fish_use_subcommand -a ${command.name} -d ${quote(command.summary)}`
  const nodes = command.takesNodes
    ? [`complete -c ${program} ${used} -a '(${program} __complete nodes 2>/dev/null)'`]
    : []
  const flags = command.flags.map(flag => {
    const short = flag.short === undefined ? '' : ` -s ${flag.short.slice(1)}`
    const value = flag.takesValue ? ` -r${fishValue(program, flag)}` : ''
    return `complete -c ${program} ${used}${short} -l ${flag.name.slice(2)}${value} -d ${quote(flag.description)}`
  })
  return [first, ...nodes, ...flags]
}

function fishValue(program: string, flag: CompletionCommand['flags'][number]): string {
  if (NODE_FLAGS.includes(flag.name)) return ` -a '(${program} __complete nodes 2>/dev/null)'`
  if (TARGET_FLAGS.includes(flag.name)) return ` -a '(${program} __complete targets 2>/dev/null)'`
  if (/-(dir|path)$/.test(flag.name)) return " -a '(__fish_complete_directories)'"
  return flag.choices.length > 0 ? ` -a ${quote(flag.choices.join(' '))}` : ''
}

/** A word of a shell in single quotes; all three shells read '\\'' as a quote. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
