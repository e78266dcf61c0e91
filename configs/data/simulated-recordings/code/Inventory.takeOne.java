public boolean takeOne(String item) {
    Integer left = stock.get(item);
    if (left == null || left == 0) {
        return false;
    }
    stock.put(item, left - 1);
    return true;
}