def total(items, tax: 0.2)
  sum = 0
  for item in items
    sum += item.price
  end
  sum * (1 + tax) # with tax
end

def grade(points)
  if points > 90
    mark = 'A'
  elsif points > 80
    mark = "B #{points}"
  else
    mark = nil
  end
  mark unless mark.nil?
end

class Queue
  def initialize(limit = 10)
    @items, @limit = [], limit
  end
  def drain
    x = 1
    x = @items.pop until @items.empty?
    while x > 0 do x -= 1 end
    @items.each { |item| yield item, x }
  end
end
