public List<String> soldOut() {
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, Integer> entry : stock.entrySet()) {
        if (entry.getValue() == 0) {
            names.add(entry.getKey());
        }
    }
    Collections.sort(names);
    return names;
}