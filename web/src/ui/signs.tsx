import type { ButtonHTMLAttributes } from "preact";

// The page's own signs, drawn on 24 by 24. Filled shapes only, so that they stay crisp when small.
const signs = {
  play: "M7 4.5v15l12-7.5z",
  pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  forward: "M8 5l9 7-9 7z",
  back: "M16 5l-9 7 9 7z",
  next: "M5 5l7 7-7 7zM12 5l7 7-7 7z",
  previous: "M12 5l-7 7 7 7zM19 5l-7 7 7 7z",
  start: "M5 5h2.5v14H5zM19 5l-9 7 9 7z",
  end: "M16.5 5H19v14h-2.5zM5 5l9 7-9 7z",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.500 10.500z",
  sun: "M12 7.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9zM11 2h2v3.500h-2zM11 18.500h2V22h-2zM2 11h3.500v2H2zM18.500 11H22v2h-3.500zM4.200 5.600l1.400-1.400 2.500 2.500-1.400 1.400zM15.900 17.300l1.400-1.400 2.500 2.500-1.400 1.400zM18.400 4.200l1.400 1.400-2.500 2.500-1.400-1.400zM6.700 15.900l1.400 1.400-2.500 2.500-1.400-1.400z",
  share: "M17 2a3 3 0 0 1 .6 5.940 3 3 0 0 1-2.800-.9L9.900 10.300a3.200 3.200 0 0 1 0 3.400l4.900 3.260a3 3 0 1 1-.94 1.520l-5.300-3.550a3 3 0 1 1 0-5.860l5.300-3.550A3 3 0 0 1 17 2z",
  more: "M5 10a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM12 10a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM19 10a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
  down: "M4.500 9L6 7.500l6 6 6-6L19.500 9 12 16.500z",
  up: "M4.500 15L6 16.500l6-6 6 6L19.500 15 12 7.500z",
  right: "M9 4.500L7.500 6l6 6-6 6L9 19.500l7.500-7.500z",
  left: "M15 4.500L16.500 6l-6 6 6 6-1.500 1.500L7.500 12z",
  close: "M5 6.400L6.400 5 12 10.600 17.600 5 19 6.400 13.400 12l5.600 5.600-1.400 1.400L12 13.400 6.400 19 5 17.600 10.600 12z",
  tick: "M9.500 18.500L3.500 12.500 5.500 10.500 9.500 14.500 18.500 5.500 20.500 7.500z",
  arrow: "M13 5l7 7-7 7v-4.500H4v-5h9z",
  hourglass: "M6 3h12v3.500L13.500 12 18 17.500V21H6v-3.500L10.500 12 6 6.500zM8.500 19h7L12 15z",
  cross: "M5 7l2-2 5 5 5-5 2 2-5 5 5 5-2 2-5-5-5 5-2-2 5-5z",
  letter: "M3 6h18v12H3zM5 8l7 5 7-5v-.3H5zM5 10v6h14v-6l-7 5z",
  lock: "M7 10V8a5 5 0 0 1 10 0v2h1.500v10h-13V10zM9 10h6V8a3 3 0 0 0-6 0z",
  plus: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z",
  minus: "M5 11h14v2H5z",
  follow: "M12 3l1 0v3.080A6 6 0 0 1 17.920 11H21v2h-3.080A6 6 0 0 1 13 17.920V21h-2v-3.080A6 6 0 0 1 6.080 13H3v-2h3.080A6 6 0 0 1 11 6.080V3zM12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 10.500a1.500 1.500 0 1 1 0 3 1.500 1.500 0 0 1 0-3z",
  book: "M4 4h7a2 2 0 0 1 1 .3A2 2 0 0 1 13 4h7v15h-7l-1 1-1-1H4zM6 6v11h5V6zM13 6v11h5V6z",
  edit: "M4 16.500L15 5.500l3.500 3.500-11 11H4zM16.400 4.100L18 2.500 21.500 6l-1.600 1.600z",
  fork: "M11 21v-7.200L6 8.800V12H4V5h7v2H7.400l4.600 4.600L16.600 7H13V5h7v7h-2V8.800l-5 5V21z",
  ear: "M12 2.500a6.500 6.500 0 0 1 6.500 6.500c0 2.700-1.300 4-2.600 5.200-1 1-1.700 1.700-1.900 3.300a4.300 4.300 0 0 1-8.500-.5h2a2.300 2.300 0 0 0 4.500.3c.3-2.300 1.400-3.400 2.500-4.500s2-2 2-3.800a4.500 4.500 0 0 0-9 0v1.500h-2V9A6.500 6.500 0 0 1 12 2.500zm0 3.500a3 3 0 0 1 3 3c0 1.400-.7 2.100-1.300 2.700l-1.400-1.400c.5-.5.7-.8.7-1.300a1 1 0 0 0-2 0v1.500H9V9a3 3 0 0 1 3-3z",
  search: "M10.500 4a6.500 6.500 0 0 1 5.200 10.400l4.700 4.700-1.400 1.400-4.700-4.700A6.500 6.500 0 1 1 10.500 4zm0 2a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9z",
} as const;

export type Sign = keyof typeof signs;

/** A sign beside words, or in a button that has a label: never read aloud. */
export function Sign({ is, class: extra = "" }: { is: Sign; class?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" class={"sign " + extra}>
      <path d={signs[is]} fill-rule="evenodd" />
    </svg>
  );
}

interface SignButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "is" | "label"> {
  sign: Sign;
  label: string;
}

/** A button that shows only a sign: its label is read aloud and shown as a tip. */
export function SignButton({ sign, label, ...props }: SignButtonProps) {
  return (
    <button type="button" class="icon" aria-label={label} title={label} {...props}>
      <Sign is={sign} />
    </button>
  );
}

/** The letter with its seal: the icon of prepare/icon.go, in the page itself. */
export function Logo() {
  return (
    <svg viewBox="0 0 64 64" width="24" height="24" aria-hidden="true">
      <rect width="64" height="64" rx="14" fill="#1F4E9E" />
      <path d="M12 20h40v27H12z" fill="#FFFCF4" />
      <path d="M12 20l20 16 20-16" fill="none" stroke="#1F4E9E" stroke-width="3.5" stroke-linejoin="round" />
      <circle cx="32" cy="35" r="6.5" fill="#8E2F3C" />
    </svg>
  );
}
