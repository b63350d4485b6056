/** Every error code of the tool in one table; docs/errors.md is generated from it. */
import { adapterErrors } from './codes/adapter.ts'
import { checkErrors } from './codes/check.ts'
import { cliErrors } from './codes/cli.ts'
import { connectionErrors } from './codes/connection.ts'
import { dashboardErrors } from './codes/dashboard.ts'
import { diffErrors } from './codes/diff.ts'
import { endpointErrors } from './codes/endpoint.ts'
import { environmentErrors } from './codes/environment.ts'
import { exportErrors } from './codes/export.ts'
import { graphErrors } from './codes/graph.ts'
import { projectErrors } from './codes/project.ts'
import { runErrors } from './codes/run.ts'
import { scheduleErrors } from './codes/schedule.ts'
import { selectErrors } from './codes/select.ts'
import { serveErrors } from './codes/serve.ts'
import { stateErrors } from './codes/state.ts'
import { templateErrors } from './codes/template.ts'
import { typescriptErrors } from './codes/typescript.ts'
import type { ErrorDefinition } from './define.ts'

export const CATALOG = {
  ...projectErrors,
  ...templateErrors,
  ...graphErrors,
  ...endpointErrors,
  ...dashboardErrors,
  ...selectErrors,
  ...adapterErrors,
  ...connectionErrors,
  ...runErrors,
  ...checkErrors,
  ...diffErrors,
  ...environmentErrors,
  ...typescriptErrors,
  ...exportErrors,
  ...stateErrors,
  ...scheduleErrors,
  ...cliErrors,
  ...serveErrors,
}

export type ErrorCode = keyof typeof CATALOG

/** The fields that the sentence of a code needs. */
export type ErrorFields<C extends ErrorCode> =
  (typeof CATALOG)[C] extends ErrorDefinition<infer F> ? F : never
