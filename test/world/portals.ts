import type { Adapter, View } from '../../utils/policy/index.ts'
import { ORDER_PATH } from './world.ts'

const adapter = (
  id: string,
  zh: string,
  en: string,
  views: readonly View[],
  order: Partial<Adapter['order']> = {},
): Adapter => ({
  id,
  name: { 'zh-CN': zh, en },
  matches: [`http://${id}.localhost/*`],
  views,
  order: {
    method: 'POST',
    host: `${id}.localhost`,
    path: ORDER_PATH,
    format: 'tmf622',
    plan: ['PLAN39'],
    ...order,
  },
})

const column = {
  code: { column: '产品编码' },
  name: { column: '产品名称' },
  tick: { role: 'checkbox' },
} as const

/** Portals of several shapes, each described as an administrator would: by labels and headings before selectors. */
export const portals: Readonly<Record<'tabs' | 'wizard' | 'grid' | 'shadow' | 'frameset', Adapter>> = {
  tabs: adapter('tabs', '标签页与弹窗', 'Tabs and dialogs', [
    {
      id: 'sheet',
      at: { path: '/sheet.html' },
      on: 'form',
      fields: { number: { label: '手机号码' }, customer: { label: '客户姓名' } },
    },
    { id: 'choose', at: { path: '/services.html' }, services: { row: 'tbody tr', ...column } },
    {
      id: 'shell',
      at: { path: '/' },
      fields: { clerk: { css: '#staff' } },
      submit: { button: { role: 'button', name: '提交受理' } },
    },
    { id: 'done', at: { path: '/sheet.html' }, on: '.done', confirmed: { order: { css: '.done b' } } },
  ]),
  wizard: adapter('wizard', '五步向导', 'Five steps', [
    {
      id: 'customer',
      on: { role: 'heading', name: '1 客户资料' },
      begins: true,
      fields: { customer: { label: '客户姓名' } },
    },
    {
      id: 'number',
      on: { role: 'heading', name: '2 选择号码' },
      fields: { number: { label: '手机号码' } },
    },
    {
      id: 'telecom',
      on: { role: 'heading', name: '3 通信业务' },
      services: {
        row: 'li.svc',
        code: { css: 'label', pattern: '\\[(\\w+)\\]' },
        name: { css: 'span' },
        tick: { role: 'checkbox' },
      },
    },
    {
      id: 'more',
      on: { role: 'heading', name: '4 其他业务' },
      services: {
        row: '.more tr',
        code: { css: '.code' },
        name: { css: '.name' },
        tick: { role: 'radio', name: '办理' },
      },
    },
    { id: 'confirm', on: { role: 'heading', name: '5 确认提交' }, submit: { button: '#go' } },
    {
      id: 'done',
      on: { role: 'heading', name: '受理成功' },
      confirmed: { order: { label: '订单号' } },
    },
  ]),
  grid: adapter('grid', '分页表格', 'A paged grid', [
    {
      id: 'page',
      on: '.datagrid',
      fields: {
        number: { css: '.bar', pattern: '受理号码：(\\d{11})' },
        customer: { css: '.bar', pattern: '客户：([^\\s〕]+)' },
      },
      services: { row: '.datagrid-row', ...column },
      submit: { button: { role: 'button', name: '提交' }, form: '#sheet' },
    },
    {
      id: 'done',
      on: '.messager-body',
      confirmed: { order: { css: '.messager-body', pattern: '订单号：(\\w+)' } },
    },
  ]),
  shadow: adapter('shadow', '网页组件', 'Web components', [
    {
      id: 'all',
      on: 'qh-sheet',
      fields: { number: { label: '新号码' }, customer: { label: '客户姓名' } },
      services: {
        row: 'li.row',
        code: { css: 'qh-tick', attr: 'code' },
        name: { css: 'qh-tick' },
        tick: 'qh-tick',
      },
      submit: { button: { role: 'button', name: '提交订单' }, form: 'form' },
    },
    { id: 'done', on: '.ok', confirmed: { order: { css: '.ok' } } },
  ]),
  frameset: adapter(
    'frameset',
    '框架集',
    'A frameset',
    [
      { id: 'head', at: { path: '/head.html' }, fields: { clerk: { label: '操作员' } } },
      {
        id: 'sheet',
        at: { path: '/main.html' },
        on: 'form',
        fields: { number: { label: '服务号码' }, customer: { label: '客户名称' } },
        services: {
          row: 'tr.svc',
          code: { column: '编码' },
          name: { column: '名称' },
          tick: { role: 'checkbox' },
          whole: true,
        },
      },
      { id: 'foot', at: { path: '/foot.html' }, submit: { button: { role: 'button', name: '提交' } } },
      { id: 'done', at: { path: '/done.html' }, confirmed: { order: { label: '订单号' } } },
    ],
    {
      format: 'form',
      items: 'order.productOrderItem',
      code: 'productOffering.id',
      quantity: 'quantity',
      action: 'action',
    },
  ),
}
