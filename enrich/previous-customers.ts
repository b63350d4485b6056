/** The shape of config/previous_customers.yml. */
import { z } from 'sql-model'

const domain = z
  .string()
  .regex(/^[^\s:@?#]+\.[^\s:@?#]+$/, 'a domain such as acme.com, without https://')
const day = z.iso.date('a date such as 2024-03-31')

const customer = z
  .strictObject({
    domain,
    name: z.string().optional(),
    since: day.optional(),
    until: day.optional(),
  })
  .refine(({ since, until }) => since === undefined || until === undefined || since <= until, {
    path: ['until'],
    message: 'a date that is not before since',
  })

/** Each company once. */
export const previousCustomers = z
  .strictObject({ customers: z.array(customer) })
  .superRefine(({ customers }, issues) => {
    const seen = new Set<string>()
    for (const [index, one] of customers.entries()) {
      const key = one.domain.toLowerCase()
      if (seen.has(key))
        issues.addIssue({
          code: 'custom',
          path: ['customers', index, 'domain'],
          message: 'a domain that is not in the list already',
        })
      seen.add(key)
    }
  })
