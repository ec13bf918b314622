// Package campaign is what whoever sends one letter to very many has to know, and no single letter tells: whom the list
// names and which of its lines name nobody; which letter a bounce is about, though many servers return little more than an
// address (VERP); whether a "no" is about the address, the mailbox, or the sender; and how much a new address may send on
// its first days.
//
// In a letter's journey it stands before the first relay and behind the last report. It is data and arithmetic alone: it
// opens no connection, keeps no time and knows no simulation; package actor/esp acts by it.
package campaign
