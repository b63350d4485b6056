/** Reading and compiling a project of 10,000 models and 20,000 tests. */
import { appendFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { MODEL, median, run, say, seconds, usage } from './measure.mjs'
import { withSyntheticProject } from './synthetic.mjs'

const ROUNDS = 7

/** `model parse`: without a cache, with one, and with one and an edited model. */
export function parse(generator) {
  withSyntheticProject(10_000, generator, folder => {
    const words = [MODEL, 'parse', '--project-dir', folder]
    const forget = () => rmSync(join(folder, 'target'), { recursive: true, force: true })
    const model = firstModel(folder)
    const edit = () => appendFileSync(model, '-- edited\n')
    const times = { cold: [], warm: [], edited: [] }
    run(words)
    for (let round = 0; round < ROUNDS; round++) {
      forget()
      times.cold.push(run(words))
      times.warm.push(run(words))
      edit()
      times.edited.push(run(words))
    }
    const [cold, warm, edited] = [times.cold, times.warm, times.edited].map(median)
    forget()
    const first = usage(words)
    edit()
    const again = usage(words)
    say('10,000 models, 20,000 tests: parse, cold', seconds(cold), {
      text: '<= 3 s',
      met: cold <= 3000,
    })
    say('  warm, nothing edited', seconds(warm))
    say('  warm, one model edited', seconds(edited), { text: '<= 0.6 s', met: edited <= 600 })
    const most = Math.max(first.megabytes, again.megabytes)
    say('  memory at most, cold', `${first.megabytes.toFixed(0)} MB`, {
      text: '<= 400 MB',
      met: most <= 400,
    })
    say('  memory at most, one model edited', `${again.megabytes.toFixed(0)} MB`)
    say('  processor, cold', `${first.processor.toFixed(2)} s`)
    say('  processor, one model edited', `${again.processor.toFixed(2)} s`)
  })
}

function firstModel(folder) {
  const models = join(folder, 'models')
  const names = readdirSync(models, { recursive: true, encoding: 'utf8' }).sort()
  return join(
    models,
    names.find(name => name.endsWith('.sql')),
  )
}
