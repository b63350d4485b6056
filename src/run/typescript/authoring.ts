/** What models in TypeScript import from 'sql-model' while they are run: nothing that opens a project. */
export { z } from 'zod'
export { defineModel, PassingError } from './define-model.ts'
