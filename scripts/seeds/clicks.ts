/** What the tracker recorded: people, and all that passes for them. */
import { browsers, gateways, pollingScreen, robots } from './agents.ts'
import type { SeedTable } from './csv.ts'
import { day, end, hex, type Link, moment } from './links.ts'
import { type Random, randomStream } from './random.ts'

interface Click {
  readonly link: number | null
  readonly at: number
  readonly method: string
  readonly agent: string | null
  readonly address: string | null
}

/** tracker.clicks, the oldest first. */
export function clickTable(links: readonly Link[]): SeedTable {
  const random = randomStream('tracker.clicks')
  const clicks = [
    ...links.flatMap(link => [
      ...clicksOfPerson(link, random),
      ...clicksOfGateway(link, random),
      ...clicksOfRobots(link, random),
    ]),
    ...openedTogether(links, random),
    ...polling(links, random),
    ...astray(links, random),
  ]
  const recorded = clicks.filter(click => click.at < end).toSorted((a, b) => a.at - b.at)
  return {
    name: 'tracker.clicks',
    isPacked: true,
    columns: ['click_id', 'link_id', 'clicked_at', 'method', 'user_agent', 'ip_hash'],
    rows: recorded.map((click, index) => [
      index + 1,
      click.link,
      moment(click.at),
      click.method,
      click.agent,
      click.address,
    ]),
  }
}

/** Seconds until the first click: lower and upper bound of a span, and its weight. */
const delays: readonly (readonly [readonly [number, number], number])[] = [
  [[20, 300], 12],
  [[300, 3600], 25],
  [[3600, 6 * 3600], 28],
  [[6 * 3600, day], 18],
  [[day, 3 * day], 11],
  [[3 * day, 12 * day], 6],
]
const repeats = [
  [1, 30],
  [2, 23],
  [3, 15],
  [4, 11],
  [6, 10],
  [9, 6],
  [15, 2],
] as const

function clicksOfPerson(link: Link, random: Random): Click[] {
  if (!random.chance(link.appeal)) return []
  const agent = random.weighted(browsers)
  const address = link.person.address
  const click = (at: number, method = 'GET'): Click => ({
    link: link.id,
    at,
    method,
    agent,
    address,
  })
  const [low, high] = random.weighted(delays)
  let at = link.sentAt + random.between(low, high)
  const clicks: Click[] = []
  for (let left = random.weighted(repeats); left > 0; left--) {
    // Some mail programs load the page before it is asked for, some people click twice.
    if (random.chance(0.09)) clicks.push(click(at, 'PREFETCH'))
    clicks.push(click(at))
    if (random.chance(0.1)) clicks.push(click(at))
    at += random.weighted([
      [random.between(2, 600), 50],
      [random.between(600, day), 35],
      [random.between(day, 9 * day), 15],
    ])
  }
  return clicks
}

/** A gateway asks for the page within seconds of the send, often more than once. */
function clicksOfGateway(link: Link, random: Random): Click[] {
  const { employer } = link.person
  if (!employer.hasGateway) return []
  const agent = random.pick(gateways)
  const click = (method: string): Click => ({
    link: link.id,
    at: link.sentAt + random.between(0, 4),
    method,
    agent,
    address: employer.address,
  })
  const pages = Array.from({ length: random.between(1, 4) }, () => click('GET'))
  return [click('HEAD'), ...pages]
}

/** Previews in chats, and scanners that come later. */
function clicksOfRobots(link: Link, random: Random): Click[] {
  if (!random.chance(0.29)) return []
  const agent = random.weighted(robots)
  const at = link.sentAt + random.between(60, 2 * day)
  return Array.from({ length: random.between(1, 4) }, (_, index) => ({
    link: link.id,
    at: at + index,
    method: random.chance(0.2) ? 'HEAD' : 'GET',
    agent,
    address: hex(random),
  }))
}

/** Of some messages with three links all three are opened at once, minutes after the send. */
function openedTogether(links: readonly Link[], random: Random): Click[] {
  const firsts = links.filter((link, index) => links[index + 2]?.message === link.message)
  return firsts.flatMap(first => {
    const together = links.slice(first.id - 1, first.id + 2)
    if (!random.chance(0.2)) return []
    const at = first.sentAt + random.between(120, 900)
    const agent = random.pick(gateways)
    const address = hex(random)
    return together.map((link, index) => ({
      link: link.id,
      at: at + index * 3,
      method: 'GET',
      agent,
      address,
    }))
  })
}

/** A page left open on a screen asks for itself every hour. */
function polling(links: readonly Link[], random: Random): Click[] {
  const screens = Array.from({ length: 12 }, () => random.pick(links.slice(0, 9000)))
  return screens.flatMap(link => {
    const start = link.sentAt + random.between(3600, day)
    const address = hex(random)
    return Array.from({ length: random.between(200, 400) }, (_, hour) => ({
      link: link.id,
      at: start + hour * 3600,
      method: 'GET',
      agent: pollingScreen,
      address,
    }))
  })
}

/** Clicks on links that are gone, and trials by the sender before the send. */
function astray(links: readonly Link[], random: Random): Click[] {
  const lost = Array.from({ length: 90 }, () => ({
    link: random.chance(0.5) ? null : 900_000 + random.between(1, 50),
    at: end - random.between(1, 90 * day),
    method: 'GET',
    agent: random.weighted(browsers),
    address: hex(random),
  }))
  const known = links.filter(link => link.isSendTimeKnown)
  const trials = Array.from({ length: 60 }, () => {
    const link = random.pick(known)
    return {
      link: link.id,
      at: link.sentAt - random.between(60, 500),
      method: 'GET',
      agent: browsers[0]![0],
      address: '5e4de700',
    }
  })
  // Agents that name nothing.
  return [...lost, ...trials].map(click =>
    random.chance(0.05) ? { ...click, agent: null } : click,
  )
}
