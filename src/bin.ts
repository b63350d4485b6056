#!/usr/bin/env node
/** The executable: a call of the command line. */
import project from '../package.json' with { type: 'json' }
import { main } from './cli/main.ts'
import { processTerminal } from './cli/terminal.ts'

process.exitCode = await main(process.argv.slice(2), {
  terminal: processTerminal(),
  version: project.version,
})
