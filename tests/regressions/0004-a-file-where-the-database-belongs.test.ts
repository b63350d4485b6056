/** A file in the place of the embedded database's folder was reported as a fault of the tool. */
import { expect, it } from 'vitest'
import { checkFolder } from '../../src/adapters/pglite/folder.ts'
import { writeProject } from '../support/project.ts'

it('checkFolder() refuses a file', () => {
  const root = writeProject({ warehouse: 'hello' })
  expect(() => checkFolder(`${root}/warehouse`)).toThrow(expect.objectContaining({ code: 'M2005' }))
})
