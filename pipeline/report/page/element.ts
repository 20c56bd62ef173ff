type Child = Node | string | undefined | false;

interface Attributes {
  readonly class?: string;
  readonly id?: string;
  readonly title?: string;
  readonly href?: string;
  readonly download?: string;
  readonly type?: string;
  readonly role?: string;
  readonly tabindex?: string;
  readonly hidden?: boolean;
  readonly value?: string;
  readonly placeholder?: string;
  readonly for?: string;
  readonly scope?: string;
  readonly colspan?: string;
  readonly 'aria-label'?: string;
  readonly 'aria-live'?: string;
  readonly 'aria-sort'?: string;
  readonly 'aria-rowcount'?: string;
  readonly 'aria-rowindex'?: string;
  readonly 'data-trial'?: string;
}

/** An element with its attributes and children. Texts become text nodes: nothing that a user wrote is ever read as HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '');
    else if (typeof value === 'string') made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
}
