public int add(String item, int amount) {
    if (amount < 0) {
        throw new IllegalArgumentException("negative amount: " + amount);
    }
    return stock.merge(item, amount, Integer::sum);
}