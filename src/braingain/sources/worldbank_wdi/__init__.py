"""World Bank, World Development Indicators."""
