import type { ButtonHTMLAttributes, ComponentChildren, Ref } from 'preact'

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'class' | 'ref' | 'type'> {
  /** act: the one primary button of a surface · plain: everything else · quiet: looks like a link. */
  kind?: 'act' | 'plain' | 'quiet'
  /** Customer's targets are taller. */
  large?: boolean
  class?: string
  type?: 'button' | 'submit'
  buttonRef?: Ref<HTMLButtonElement>
  children: ComponentChildren
}

/** A button that never submits a form by accident. */
export function Button({
  kind = 'plain',
  large = false,
  class: more,
  type = 'button',
  buttonRef,
  children,
  ...rest
}: ButtonProps) {
  const name = ['cs-button', kind !== 'plain' && `cs-${kind}`, large && 'cs-large', more]
    .filter(Boolean)
    .join(' ')
  return (
    <button {...rest} type={type} class={name} {...(buttonRef ? { ref: buttonRef } : {})}>
      {children}
    </button>
  )
}
