"""World Bank, purchasing power parity for GDP."""
