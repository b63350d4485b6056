/** The public API. */
export { z } from 'zod'
export {
  type Answered,
  type AskOptions,
  type Call,
  defineModel,
  type InputFile,
  type ModelContext,
  type ModelDefinition,
  PassingError,
  type ReadOptions,
  type Row,
} from './run/typescript/define-model.ts'
export { openWorkspace, type Workspace, type WorkspaceOptions } from './workspace.ts'
