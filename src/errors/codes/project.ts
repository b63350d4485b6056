/** Codes M10xx (project.yml, paths, environment) and M11xx (schema files, seeds as files). */
import { define } from '../define.ts'

export const projectErrors = {
  M1001: define<{ path: string }>({
    title: 'No project here',
    message: f => `No project.yml was found in ${f.path} or above it.`,
    hint: () =>
      'Run `sql-model init` to start a project here, or name its folder with --project-dir.',
    help: 'Every command works on a project: the folder that holds project.yml. The folder is looked for upwards from where you stand.',
  }),
}
