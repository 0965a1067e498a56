"""IMS Common Cartridge 1.1 to 1.4 and Thin Common Cartridge, with what Canvas writes into it beside."""

from courses.importers.cartridge.reader import CartridgeReader

__all__ = ["CartridgeReader"]
