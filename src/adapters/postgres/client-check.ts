/**
 * What the server is asked to do about clients that die without a word. By default it goes on with a statement to its end,
 * and keeps the locks of a machine that is gone for two hours. Pure text.
 */

const KEEPALIVES =
  'set tcp_keepalives_idle = 60; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 6'

/**
 * The statement of a client that has died ends so soon, where the server knows how to look: since PostgreSQL 14
 * (undefined_object before), on most operating systems (invalid_parameter_value on others).
 */
const CHECK_CLIENT = `do $$ begin
  perform set_config('client_connection_check_interval', '2s', false);
exception when undefined_object or invalid_parameter_value then null;
end $$`

/** For a connection that is the client's own: what is set lasts as long as it does. */
export const WATCH_CLIENT = `${KEEPALIVES}; ${CHECK_CLIENT}`
