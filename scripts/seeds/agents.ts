/** Who opens links: browsers of people, security gateways that pass for one, and machines that say what they are. */

const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)'
const mac =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const android = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)'

/** Browsers, in proportion to their use. */
export const browsers: readonly (readonly [string, number])[] = [
  [`${windows} Chrome/142.0.0.0 Safari/537.36`, 24],
  [`${windows} Chrome/143.0.0.0 Safari/537.36`, 12],
  [`${windows} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`, 16],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0', 6],
  [`${mac} Version/18.1 Safari/605.1.15`, 10],
  [`${mac} Version/17.6 Safari/605.1.15`, 4],
  [`${iphone} Version/18.1 Mobile/15E148 Safari/604.1`, 14],
  [`${iphone} CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1`, 4],
  [`${android} Chrome/142.0.0.0 Mobile Safari/537.36`, 8],
  [`${android} Chrome/141.0.0.0 Mobile Safari/537.36`, 2],
]

/** Gateways open what comes in before it is delivered; nothing in their name tells them from a browser. */
export const gateways: readonly string[] = [
  `${windows} Chrome/119.0.0.0 Safari/537.36`,
  `${windows} Chrome/100.0.4896.127 Safari/537.36`,
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; Trident/7.0; rv:11.0) like Gecko',
]

/** Previews, scanners and scripts that say what they are. */
export const robots: readonly (readonly [string, number])[] = [
  ['Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)', 20],
  ['LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)', 14],
  ['Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5', 16],
  ['facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)', 8],
  ['WhatsApp/2.24.20 A', 8],
  ['Barracuda Sentinel (EE)', 12],
  ['python-requests/2.32.3', 10],
  ['Go-http-client/2.0', 6],
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 4],
]

/** A screen in a lobby that loads its page again every hour; no word of its name gives it away. */
export const pollingScreen = 'SignagePlayer/4.2 (lobby display)'
