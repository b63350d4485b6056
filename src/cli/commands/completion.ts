/** `model completion`: a script for the shell. */
import { modelError } from '../../errors/model-error.ts'
import type { CommandDefinition, CommandEntry } from '../command.ts'
import {
  type CompletionCommand,
  completionScript,
  SHELLS,
  type Shell,
} from '../completion/scripts.ts'
import { EXIT } from '../exit-code.ts'
import { longName, OUTPUT_FLAGS, shortName, takesValue } from '../flags.ts'

export const command: CommandDefinition = {
  name: 'completion',
  description: 'Prints a script that completes commands, flags and names of nodes.',
  arguments: [{ syntax: '<shell>', description: 'bash, zsh or fish' }],
  flags: OUTPUT_FLAGS,
  examples: [
    { line: 'eval "$(model completion bash)"', text: 'in ~/.bashrc' },
    { line: 'source <(model completion zsh)', text: 'in ~/.zshrc' },
    { line: 'model completion fish | source', text: 'in config.fish' },
  ],
  resultOnly: true,
  run: async context => {
    const shell = context.arguments[0] ?? ''
    if (!(SHELLS as readonly string[]).includes(shell)) {
      const expected = `one of ${SHELLS.join(', ')}`
      throw modelError('M5003', { flag: '<shell>', found: shell, expected })
    }
    const commands = await Promise.all(
      context.commands.filter(({ hidden }) => !hidden).map(describeCommand),
    )
    context.printer.write(completionScript(shell as Shell, commands.flat()).trimEnd())
    return EXIT.ok
  },
}

/** A command under its name and each alias. */
async function describeCommand(entry: CommandEntry): Promise<CompletionCommand[]> {
  const { command } = await entry.load()
  const takesNodes = (command.arguments ?? []).some(({ syntax }) => /name|node/.test(syntax))
  const flags = command.flags.map(flag => ({
    name: longName(flag),
    short: shortName(flag),
    description: flag.description,
    takesValue: takesValue(flag),
    choices: flag.choices ?? [],
  }))
  return [entry.name, ...(entry.aliases ?? [])].map(name => ({
    name,
    summary: entry.summary,
    flags,
    takesNodes,
  }))
}
