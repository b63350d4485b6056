import { expect, test } from 'vitest'
import { adapterNames, openAdapter } from '../../src/adapters/registry.ts'

const settings = {
  root: '.',
  targetPath: 'target',
  settings: {},
  threads: 1,
  applicationName: 'test',
  wait: 0,
}

test('openAdapter() names the nearest adapter and all of them when there is none of that name', async () => {
  const error = await openAdapter('postgre', settings).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'M2001', hint: 'Did you mean "postgres"?' })
  for (const name of adapterNames()) expect(String(error)).toContain(name)
})

test('openAdapter() tells a bad setting when a target has one', async () => {
  const open = (name: string, wrong: Record<string, unknown>) =>
    openAdapter(name, { ...settings, settings: wrong })
  await expect(open('pglite', { path: 5 })).rejects.toMatchObject({ code: 'M2002' })
  await expect(open('postgres', { port: 'x' })).rejects.toMatchObject({ code: 'M2002' })
  await expect(open('pglite', { paht: 'x' })).rejects.toMatchObject({
    code: 'M2023',
    hint: 'Did you mean path?',
  })
})

test('openAdapter() says who refused when no server answers', async () => {
  const url = 'postgres://nobody@127.0.0.1:1/nothing'
  const work = openAdapter('postgres', { ...settings, settings: { url } })
  await expect(work).rejects.toMatchObject({
    code: 'M2014',
    fields: { host: '127.0.0.1:1' },
  })
})
