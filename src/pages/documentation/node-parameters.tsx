/** What an endpoint asks of a request. */
import type { FC } from 'hono/jsx'
import type { EndpointParameter } from '../../compile/endpoint.ts'
import type { EndpointNode } from '../../compile/manifest.ts'
import { LABELS, labelled } from '../shell/cells.ts'
import { Block } from './parts.tsx'
import type { View } from './view.ts'

/** The table; nothing for one that asks nothing. */
export const EndpointParameters: FC<{ readonly view: View; readonly node: EndpointNode }> = ({
  view: { page, t },
  node,
}) => {
  const { definition } = node
  if (definition.kind !== 'statement' || definition.parameters.length === 0) return null
  return (
    <Block title={t('parameters')} id="parameters">
      <div class="scroll">
        <table class="stacked">
          <thead>
            <tr>
              <th scope="col">{t('name')}</th>
              <th scope="col">{t('type')}</th>
              <th scope="col" {...LABELS}>
                {t('origin')}
              </th>
              <th scope="col">{t('description')}</th>
            </tr>
          </thead>
          <tbody>
            {definition.parameters.map(one => (
              <tr>
                <th scope="row" class="mono">
                  {one.name}
                </th>
                <td class="beside mono">{one.choices?.join(' | ') ?? one.type}</td>
                <td {...labelled(page, t('origin'))}>{originOf(one)}</td>
                <td class="wordy">
                  {one.description} <small class="muted">{usualValue(one, t)}</small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Block>
  )
}

/** What happens when it is left out. */
function usualValue({ optional, default: standard }: EndpointParameter, t: View['t']): string {
  if (standard !== undefined) return `${t('defaultIs')} ${standard}`
  return optional ? '' : t('required')
}

function originOf({ origin }: EndpointParameter): string {
  return origin.from === 'header' ? `header ${origin.header}` : origin.from
}
