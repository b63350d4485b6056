/** Closing a workspace whose database could not be opened threw the same error again, and it was printed twice. */
import { expect, it } from 'vitest'
import { openWorkspace } from '../../src/workspace.ts'
import { inWorkspace, writeProject } from '../support/project.ts'

it('a workspace whose database is in use can be closed', async () => {
  const root = writeProject({ 'models/a.sql': 'select 1 as a' })
  await inWorkspace(root, async holder => {
    await holder.query('select 1', { limit: null })
    const second = await openWorkspace({ projectDir: root, env: {}, wait: 0 })
    await expect(second.query('select 1', { limit: null })).rejects.toMatchObject({ code: 'M2201' })
    await expect(second.close()).resolves.toBeUndefined()
  })
})
