/** A plan of 1,000 models and 2,000 tests on the embedded engine, and what parts of it cost. */
import { MODEL, medians, run, say, seconds, usage } from './measure.mjs'
import { withSyntheticProject } from './synthetic.mjs'

/**
 * `model build --dry-run`, before anything was built and on the built warehouse. A plan asks the database what stands,
 * so opening and closing it is a part; `model query "select 1"` does this and reading the project alone.
 */
export function plan(generator) {
  withSyntheticProject(1_000, generator, folder => {
    const model = (...words) => run([MODEL, ...words, '--project-dir', folder])
    const steps = {
      read: () => model('parse'),
      opened: () => model('query', 'select 1'),
      planned: () => model('build', '--dry-run', '--quiet'),
    }
    print('nothing built yet', medians(steps, 9))
    const built = model('build', '--quiet')
    print('all built', medians(steps, 9))
    say('  the build itself, 1,000 tables and 2,000 tests, once', seconds(built))
    const used = usage([MODEL, 'build', '--dry-run', '--quiet', '--project-dir', folder])
    say('  memory at most, plan with all built', `${used.megabytes.toFixed(0)} MB`)
  })
}

function print(what, { read, opened, planned }) {
  say(`1,000 models, 2,000 tests: plan, warm, ${what}`, seconds(planned), {
    text: '<= 0.5 s',
    met: planned <= 500,
  })
  say('  of which: start, reading the project', seconds(read))
  say('  opening and closing the database', seconds(opened - read))
  say('  asking what stands, planning, printing', seconds(planned - opened))
}
