/** `npm run bench [-- PATH/gen.mjs]`: the figures of docs/performance.md. Needs a built dist/ and a quiet machine. */
import { resolve } from 'node:path'
import { warnWhenBusy } from './measure.mjs'
import { parse } from './parse.mjs'
import { plan } from './plan.mjs'
import { start } from './start.mjs'

const generator = resolve(process.argv[2] ?? '../shared/bench/gen.mjs')

warnWhenBusy()
start()
console.log()
parse(generator)
console.log()
plan(generator)
