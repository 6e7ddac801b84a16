"""WHO Global Health Observatory: stocks and densities of health workers, shares of health spending."""
