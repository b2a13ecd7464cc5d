/** What the carrier of this world sells. Everything here is invented; numbers are well-known public ones. */
export interface Offer {
  readonly code: string
  readonly name: { readonly 'zh-CN': string; readonly en: string }
  readonly hint: { readonly 'zh-CN': string; readonly en: string }
  readonly fen: number
  readonly group: 'plan' | 'included' | 'main' | 'late' | 'unlisted'
  /** Ticked by the portal before anybody asked, as portals do. */
  readonly pre?: true
  /** Ticked again by the portal whenever the step is drawn anew. */
  readonly retick?: true
}

const offer = (
  group: Offer['group'],
  code: string,
  fen: number,
  zh: string,
  en: string,
  hintZh: string,
  hintEn: string,
  more: Pick<Offer, 'pre' | 'retick'> = {},
): Offer => ({
  code,
  name: { 'zh-CN': zh, en },
  hint: { 'zh-CN': hintZh, en: hintEn },
  fen,
  group,
  ...more,
})

export const OFFERS: readonly Offer[] = [
  offer(
    'plan',
    'PLAN19',
    1900,
    '青禾惠享 19 元套餐',
    'Qinghe Saver 19',
    '5 GB 流量 · 100 分钟通话',
    '5 GB data · 100 minutes',
  ),
  offer(
    'plan',
    'PLAN39',
    3900,
    '青禾畅享 39 元套餐',
    'Qinghe Free 39',
    '20 GB 流量 · 200 分钟通话',
    '20 GB data · 200 minutes',
  ),
  offer(
    'plan',
    'PLAN59',
    5900,
    '青禾尊享 59 元套餐',
    'Qinghe Plus 59',
    '40 GB 流量 · 500 分钟通话',
    '40 GB data · 500 minutes',
  ),
  offer('included', 'CLIP00', 0, '来电显示', 'Caller display', '套餐内', 'Part of the plan'),
  offer(
    'main',
    'RBT06',
    600,
    '视频彩铃',
    'Video ring-back tone',
    '别人打来时播放短片',
    'Callers see a short clip',
    { pre: true },
  ),
  offer(
    'main',
    'DATA10',
    1000,
    '10 GB 流量加油包',
    '10 GB data pack',
    '每月 10 GB，当月有效',
    '10 GB each month',
  ),
  offer(
    'main',
    'INS03',
    300,
    '账户安全险',
    'Account safety insurance',
    '由禾安保险承保',
    'Insured by He’an Insurance',
    { pre: true, retick: true },
  ),
  offer(
    'main',
    'MCR02',
    200,
    '漏话提醒',
    'Missed-call reminder',
    '关机时的来电，开机后短信告知',
    'A text message about calls you missed',
  ),
  offer(
    'main',
    'FAM05',
    500,
    '亲情号码',
    'Family numbers',
    '三个号码之间通话免费',
    'Free calls between three numbers',
  ),
  offer('late', 'CLD08', 800, '禾云盘会员', 'He Cloud storage', '200 GB 云空间', '200 GB of storage', {
    pre: true,
  }),
  offer(
    'late',
    'NWS03',
    300,
    '手机早报',
    'Morning paper by message',
    '每天早上一条彩信',
    'One picture message each morning',
  ),
  offer('late', 'AFG00', 0, '防骗来电提醒', 'Fraud call warning', '免费', 'Free'),
  offer('unlisted', 'GME15', 1500, '畅玩会员', 'Game pass', '', ''),
]

/** People of plain invention. The area code 990000 belongs to no place, so the numbers belong to nobody. */
export const PERSONS: readonly { readonly name: string; readonly id: string }[] = [
  { name: '王秀芬', id: '990000195803120420' },
  { name: '李示例', id: '990000199107050316' },
  { name: '周桂兰', id: '990000195211080285' },
  { name: '陈思远', id: '990000201004200158' },
  { name: '赵小苗', id: '990000201306050167' },
]

/** Numbers on sale: all of them are publicly known examples. */
export const NUMBERS: readonly string[] = [
  '13800138000',
  '13800138001',
  '13900000000',
  '17000000000',
  '13800000000',
  '19900000000',
]

/** Check digit of a resident identity number (GB 11643), of its first 17 digits. */
export function checkDigit(first17: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  let sum = 0
  for (let i = 0; i < 17; i++) sum += Number(first17[i]) * (weights[i] as number)
  return '10X98765432'[sum % 11] as string
}
