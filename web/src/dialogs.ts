// Which dialog is open. There is one at a time.
import { signal } from "@preact/signals";

export type Dialog = { is: "picker" } | { is: "help" } | { is: "glossary" } | { is: "whatif" } | { is: "review" } | { is: "tasks" } | { is: "seat" } | { is: "homework" } | { is: "figures" } | { is: "letter"; seq: number } | { is: "share"; link: string | undefined };

export const dialog = signal<Dialog | undefined>(undefined);

export const pickLesson = () => void (dialog.value = { is: "picker" });
export const pickTask = () => void (dialog.value = { is: "tasks" });
export const glossary = () => void (dialog.value = { is: "glossary" });
export const help = () => void (dialog.value = { is: "help" });
export const letterAt = (seq: number) => void (dialog.value = { is: "letter", seq });
export const closeDialog = () => void (dialog.value = undefined);
