/** The public API. */
export { openWorkspace, type Workspace, type WorkspaceOptions } from './workspace.ts'
