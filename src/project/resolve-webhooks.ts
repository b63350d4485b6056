/** The webhooks of the chosen target with their env references evaluated: only who sends them needs the values. */
import { modelError, Problems } from '../errors/model-error.ts'
import { resolveReferences } from './env-references.ts'
import type { Project, WebhookDeclaration } from './types.ts'

/** A webhook that can be sent. */
export interface Webhook extends Omit<WebhookDeclaration, 'place'> {
  readonly url: string
}

/** @throws ProblemsError for env variables that are not set and addresses that are none. */
export function resolveWebhooks(project: Project): {
  readonly webhooks: readonly Webhook[]
  /** Addresses often hold a token, so they are not printed either. */
  readonly secrets: readonly string[]
} {
  const { target } = project
  const problems = new Problems()
  const mine = project.webhooks.filter(
    ({ targets }) => targets.length === 0 || targets.includes(target.name),
  )
  const secrets: string[] = []
  const webhooks = mine.flatMap(declaration => {
    const { place: _place, ...plain } = declaration
    const url = problems.attempt(() => resolved(project, declaration, declaration.url, secrets))
    const { secret: written } = declaration
    const secret =
      written === undefined
        ? undefined
        : problems.attempt(() => resolved(project, declaration, written, secrets))
    if (written !== undefined && secret !== undefined) secrets.push(secret)
    if (url === undefined || (written !== undefined && secret === undefined)) return []
    if (!/^https?:$/.test(protocolOf(url))) {
      const fields = { name: declaration.name }
      problems.add(modelError('M4508', fields, { place: declaration.place }))
      return []
    }
    return [{ ...plain, url, ...(secret !== undefined && { secret }) }]
  })
  problems.throwIfAny()
  return { webhooks, secrets }
}

function resolved(
  { env, target }: Project,
  { place }: WebhookDeclaration,
  text: string,
  secrets: string[],
): string {
  const onValue = (value: string) => {
    if (value !== '') secrets.push(value)
  }
  const context = { env, target: target.name, place, onName: () => undefined, onValue }
  return resolveReferences(text, context) as string
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : ''
}
