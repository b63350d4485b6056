/** The customers of before, from config/previous_customers.yml. */
import { defineModel, z } from 'sql-model'
import { previousCustomers } from '../../../enrich/previous-customers.ts'

export default defineModel({
  inputs: ['config/previous_customers.yml'],
  columns: z.object({
    written_domain: z.string(),
    name: z.string().nullable(),
    customer_since: z.iso.date().nullable(),
    customer_until: z.iso.date().nullable(),
  }),
  async *rows(ctx) {
    const { customers } = await ctx.inputs['config/previous_customers.yml'].yaml(previousCustomers)
    for (const { domain, name = null, since = null, until = null } of customers)
      yield { written_domain: domain, name, customer_since: since, customer_until: until }
  },
})
