/** The links of the tracker: one for each person, campaign and destination, as Clay and people before it sent them. */
import { type Campaign, campaigns } from './campaigns.ts'
import type { SeedTable } from './csv.ts'
import { garbled, untidy } from './dirt.ts'
import { inventedWord } from './names.ts'
import { type Random, randomStream } from './random.ts'

interface Employer {
  readonly domain: string
  /** Its mail passes a gateway that opens every link. */
  readonly hasGateway: boolean
  readonly address: string
}

interface Person {
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly employer: Employer
  readonly address: string
}

export interface Link {
  readonly id: number
  readonly code: string
  readonly person: Person
  readonly icp: string | null
  readonly campaign: Campaign
  readonly destination: string
  /** Seconds since 1970. */
  readonly sentAt: number
  readonly isSendTimeKnown: boolean
  readonly createdAt: number
  readonly deletedAt: number | null
  /** Share of its profile that clicks. */
  readonly appeal: number
  /** Links of one message have the same number. */
  readonly message: number
}

/** The end of the demonstration, in seconds since 1970: the project's as_of. */
export const end = Date.UTC(2026, 1, 14) / 1000
export const day = 86_400

/** A moment as an ISO text. */
export const moment = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')

/** All links, the oldest first. */
export function trackerLinks(): Link[] {
  const random = randomStream('tracker.links')
  const employers = Array.from({ length: 2600 }, () => employer(random))
  const people = Array.from({ length: 14_000 }, () => person(random.pick(employers), random))
  const messages = campaigns.flatMap(campaign =>
    Array.from({ length: campaign.people }, () => message(campaign, random.pick(people), random)),
  )
  const ordered = messages.toSorted((a, b) => a.sentAt - b.sentAt)
  const links = ordered.flatMap((each, number) => linksOf(each, number, random))
  return links.map((link, index) => ({ ...link, id: index + 1 }))
}

/** tracker.links. */
export function linkTable(links: readonly Link[]): SeedTable {
  const random = randomStream('tracker.links as sent')
  return {
    name: 'tracker.links',
    isPacked: true,
    columns: [
      'link_id',
      'code',
      'first_name',
      'last_name',
      'email',
      'icp',
      'campaign',
      'destination_url',
      'sent_at',
      'created_at',
      'deleted_at',
    ],
    rows: links.map(link => [
      link.id,
      link.code,
      untidy(link.person.firstName, random, 0.01),
      garbled(link.person.lastName, random, 0.3),
      untidy(link.person.email, random, 0.02).replaceAll('\u00a0', ' '),
      writtenProfile(link.icp, random),
      random.chance(0.004) ? null : garbled(link.campaign.name, random, 0.02),
      link.destination,
      link.isSendTimeKnown ? moment(link.sentAt) : null,
      moment(link.createdAt),
      link.deletedAt === null ? null : moment(link.deletedAt),
    ]),
  }
}

function employer(random: Random): Employer {
  return {
    domain: `${inventedWord(random).toLowerCase()}.example`,
    hasGateway: random.chance(0.24),
    address: hex(random),
  }
}

function person(at: Employer, random: Random): Person {
  const firstName = inventedWord(random)
  const plain = inventedWord(random)
  const lastName = random.chance(0.06) ? plain.replace(/[eu]/, accented) : plain
  const email = `${firstName}.${plain}@${at.domain}`.toLowerCase()
  return { firstName, lastName, email, employer: at, address: hex(random) }
}

const accented = (letter: string) => (letter === 'e' ? 'é' : 'ü')

/** What stands for an address: the tracker keeps a salted hash. */
export function hex(random: Random): string {
  return random.between(0, 0xffffffff).toString(16).padStart(8, '0')
}

interface Message {
  readonly campaign: Campaign
  readonly person: Person
  readonly sentAt: number
}

function message(campaign: Campaign, to: Person, random: Random): Message {
  // Between 08:00 and 11:00 UTC of the wave's day.
  const sentAt = end - random.pick(campaign.waves) * day + random.between(8 * 3600, 11 * 3600)
  return { campaign, person: to, sentAt }
}

function linksOf({ campaign, person, sentAt }: Message, number: number, random: Random): Link[] {
  const { threeLinksIn, destination, audience } = campaign
  const isTriple = threeLinksIn > 0 && random.chance(1 / threeLinksIn)
  const destinations = isTriple
    ? [destination, `${destination}/pricing`, `${destination}/unsubscribe`]
    : [destination]
  const [icp, , appeal] = random.weighted(audience.map(each => [each, each[1]] as const))
  const isSendTimeKnown = !random.chance(0.04)
  const createdAt = isSendTimeKnown ? sentAt - random.between(600, 2 * day) : sentAt
  return destinations.map((each, index) => ({
    id: 0,
    code: code(random),
    person,
    icp,
    campaign,
    destination: each,
    sentAt,
    isSendTimeKnown,
    createdAt,
    deletedAt: random.chance(0.008) ? Math.min(end, sentAt + random.between(1, 5) * day) : null,
    // The second and third link of a message are for the few.
    appeal: index === 0 ? appeal : appeal / 4,
    message: number,
  }))
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

function code(random: Random): string {
  return Array.from({ length: 10 }, () => random.pick([...letters])).join('')
}

/** A profile as it arrives: missing, not filled in by Clay, garbled, in another case. */
function writtenProfile(icp: string | null, random: Random): string | null {
  if (icp === null) return null
  const ways: readonly (readonly [() => string | null, number])[] = [
    [() => icp, 830],
    [() => null, 60],
    [() => 'Other', 40],
    [() => '{{ICP}}', 20],
    [() => untidy(icp, random, 1), 20],
    [() => garbled(icp, random, 1), 15],
    [() => random.pick(['', 'null', 'N/A', 'Non défini', 'Non d√©fini', 'Non dÃ©fini']), 15],
  ]
  return random.weighted(ways)()
}
