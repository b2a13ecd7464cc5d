import type { Policy } from './policy.ts'

/**
 * What holds until an administrator or a manager gives a policy: no portal, no staff, no origin that is free. Everything
 * is guarded and nothing can be activated through it, so it can stand on any machine.
 */
export const builtInPolicy: Policy = {
  v: 1,
  name: 'built-in',
  store: { id: '', name: { 'zh-CN': '', en: '' }, address: { 'zh-CN': '', en: '' }, phone: '' },
  carrier: { name: { 'zh-CN': '', en: '' }, address: { 'zh-CN': '', en: '' }, contact: '' },
  portals: [],
  free: [],
  employer: [],
  trading: [],
  services: [],
  without: [],
  notices: [],
  staff: [],
  managers: [],
  vault: { recipients: [] },
  reasons: [
    { code: 'own-account', words: { 'zh-CN': '门店自己的账号', en: "The store's own account" } },
    { code: 'staff-number', words: { 'zh-CN': '员工自己的号码', en: "A staff member's own number" } },
    {
      code: 'customer-types',
      words: { 'zh-CN': '顾客本人在操作', en: 'The customer is doing it in person' },
    },
    { code: 'work-site', words: { 'zh-CN': '工作需要的网站', en: 'A site needed for work' } },
    { code: 'wrong-match', words: { 'zh-CN': '不是电话号码', en: 'Not a phone number' } },
    { code: 'other', words: { 'zh-CN': '其他', en: 'Something else' } },
  ],
  promises: [
    { code: 'none', words: { 'zh-CN': '没有承诺任何好处', en: 'Nothing was promised' } },
    { code: 'gift', words: { 'zh-CN': '送礼品', en: 'A gift' } },
    { code: 'discount', words: { 'zh-CN': '优惠或返现', en: 'A discount or money back' } },
    { code: 'help', words: { 'zh-CN': '帮忙装应用、设手机', en: 'Help with apps or the handset' } },
    { code: 'other', words: { 'zh-CN': '其他', en: 'Something else' } },
  ],
  table: {},
  times: { guardDays: 7, permitMinutes: 10, refusalDays: 180, recordYears: 3, aloudAge: 60 },
  report: [
    { name: { 'zh-CN': '报警', en: 'Police' }, number: '110' },
    { name: { 'zh-CN': '反诈专线', en: 'Anti-fraud line' }, number: '96110' },
    { name: { 'zh-CN': '网络不良信息举报', en: 'Reports about calls and messages' }, number: '12321' },
  ],
  signEach: false,
  teenGuardian: 'paid-and-accounts',
  maskCopies: true,
}
