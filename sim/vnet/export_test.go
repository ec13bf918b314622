package vnet

// Lock runs f with the kernel's lock held.
func (n *Network) Lock(f func()) {
	n.k.Lock()
	defer n.k.Unlock()
	f()
}
