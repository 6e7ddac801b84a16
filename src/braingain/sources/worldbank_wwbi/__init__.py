"""World Bank Worldwide Bureaucracy Indicators: pay, age, women and the public share of health workers."""
