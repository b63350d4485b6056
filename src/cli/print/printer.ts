/**
 * The one way out: what commands print goes through here, masked. A *document* is the command's result and goes to
 * stdout; *talk* is everything else and goes to stdout too, or to stderr when stdout carries a document.
 */

import { createMask, type Mask } from '../../util/mask.ts'
import type { OutputStream, Terminal } from '../terminal.ts'
import { printJson, printJsonLine } from './json.ts'
import { choosePaint, type Paint } from './paint.ts'

export interface PrinterOptions {
  readonly quiet: boolean
  readonly debug: boolean
  /** stdout is for a document alone. */
  readonly document: boolean
  /** Talk is an object a line. */
  readonly jsonLog: boolean
  readonly now: () => Date
}

/** Lines at the bottom of a terminal that are redrawn below whatever else is printed. */
export interface LiveLines {
  clear(): void
  draw(): void
}

export interface Printer extends PrinterOptions {
  /** A terminal that cannot move its cursor. */
  readonly dumb: boolean
  /** Colours of the talk, and of what goes to stdout and stderr. */
  readonly paint: Paint
  readonly outPaint: Paint
  readonly errPaint: Paint
  /** Where talk goes. */
  readonly talk: OutputStream
  readonly out: OutputStream
  readonly err: OutputStream
  readonly mask: Mask
  /** From now on these values are masked too. */
  hide(secrets: readonly string[]): void
  /** Keeps live lines below what is printed, until detached with undefined. */
  attach(live: LiveLines | undefined): void
  /** Talk; silent with --quiet. */
  say(text: string): void
  /** A warning, to where the talk goes; silent with --quiet. */
  warn(text: string, code?: string): void
  /** To stderr, always. */
  fail(text: string): void
  /** Part of the result, to stdout, always. */
  write(text: string): void
  /** The result as one JSON document. */
  writeJson(value: unknown): void
  /** An object of the JSON log; nothing in the text log. */
  log(level: 'info' | 'warn' | 'error', event: string, fields?: object): void
}

/** The printer of one command. */
export function createPrinter(terminal: Terminal, options: PrinterOptions): Printer {
  const hidden = new Set<string>()
  let mask = createMask([])
  const { out, err, env } = terminal
  const talk = options.document ? err : out
  let live: LiveLines | undefined
  const line = (stream: OutputStream, text: string) => {
    live?.clear()
    stream.write(`${mask(text)}\n`)
    live?.draw()
  }
  const log: Printer['log'] = (level, event, fields = {}) => {
    if (!options.jsonLog || (options.quiet && level !== 'error')) return
    const record = { time: options.now().toISOString(), level, event, ...fields }
    talk.write(`${printJsonLine(record, mask)}\n`)
  }
  const spoken = (level: 'info' | 'warn', text: string, code?: string) => {
    if (options.jsonLog) log(level, 'message', { message: text, ...(code ? { code } : {}) })
    else if (!options.quiet) line(talk, text)
  }
  const paint = choosePaint(env, talk.isTerminal)
  return {
    ...options,
    dumb: env['TERM'] === 'dumb',
    out,
    err,
    talk,
    paint: options.jsonLog ? choosePaint({ NO_COLOR: '1' }, false) : paint,
    outPaint: choosePaint(env, out.isTerminal),
    errPaint: choosePaint(env, err.isTerminal),
    mask: text => mask(text),
    hide: secrets => {
      for (const secret of secrets) hidden.add(secret)
      mask = createMask([...hidden])
    },
    attach: lines => {
      live = lines
    },
    say: text => spoken('info', text),
    warn: (text, code) =>
      spoken('warn', options.jsonLog ? text : `${paint.yellow('Warning:')} ${text}`, code),
    fail: text => line(err, text),
    write: text => line(out, text),
    writeJson: value => out.write(`${printJson(value, mask)}\n`),
    log,
  }
}
